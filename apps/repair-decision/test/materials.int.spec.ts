import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { eventually } from '#testing';
import { OWN_RULES } from '../src/rules/rule-settings.js';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, NOON, OFFICER } from './domain-cases.js';
import { DOCX, HTML, JPEG, OFD, PDF, PNG, ZIP } from './sample-files.js';
import { upload } from './uploads.js';

const MEBIBYTE = 1024 * 1024;
/** The limit of the service under test. */
const LIMIT = 2 * MEBIBYTE;
const hexOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('materials', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    // This court asks for a proof of payment where the debt is paid.
    const courts = { 'full-performance': [COURT] };
    decision = await DecisionUnderTest.start(undefined, undefined, { ...OWN_RULES, courts });
  });
  afterAll(() => decision.stop());

  const list = async (applicationId: string) =>
    (await decision.get(`/v1/applications/${applicationId}/materials`)).body.data as object[];
  const content = async (id: string, token?: string) =>
    fetch(`${decision.url}/v1/materials/${id}/content`, {
      headers: { authorization: `Bearer ${token ?? (await decision.officer())}` },
    });
  const withdraw = (id: string, token?: string) =>
    decision.post(`/v1/materials/${id}/withdraw`, { reason: '误传' }, token);
  /** Objects and unfinished files. */
  const kept = async () => {
    const folders = ['sha256', 'incoming'].map((name) =>
      readdir(join(decision.objects, name), { recursive: true }).catch(() => []),
    );
    return (await Promise.all(folders)).flat().sort();
  };

  it('given a paper, then it is listed with what it is, and comes back byte for byte', async () => {
    const applicationId = await decision.apply();
    const { status, body } = await upload(decision, applicationId, PDF, {
      kind: 'PERFORMANCE_PROOF',
      name: '转账凭证 "1".pdf',
      sha256: hexOf(PDF),
    });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^mat_/) as string,
        applicationId,
        kind: 'PERFORMANCE_PROOF',
        name: '转账凭证 "1".pdf',
        declaredType: 'application/pdf',
        type: 'application/pdf',
        size: PDF.length,
        sha256: hexOf(PDF),
        uploadedBy: OFFICER.sub,
        uploadedAt: NOON.toISOString(),
        withdrawn: null,
      },
    ]);
    expect(await list(applicationId)).toEqual([body]);
    const answer = await content(body.id as string, await decision.judge());
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(PDF.length),
      'content-disposition': expect.stringMatching(
        /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''%E8%BD%AC/,
      ) as string,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(await decision.ledger(body.id as string)).toEqual([
      'material.received',
      'material.read',
    ]);
  });

  it.each([
    ['JPEG', JPEG, '扫描件.jpg', 'image/jpeg'],
    ['PNG', PNG, '扫描件.PNG', 'image/png'],
    [
      'DOCX',
      DOCX,
      '申请书.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['OFD', OFD, '发票.ofd', 'application/ofd'],
  ])(
    'given a %s whose sender does not know its type, then its bytes tell',
    async (_what, bytes, name, type) => {
      const applicationId = await decision.apply();
      const sent = { name, type: 'application/octet-stream' };
      const { status, body } = await upload(decision, applicationId, bytes, sent);
      expect([status, body]).toMatchObject([201, { declaredType: null, type }]);
    },
  );

  it('given the same paper again, then it is the one that is there; as another kind, a second one', async () => {
    const applicationId = await decision.apply();
    const first = await upload(decision, applicationId, PDF);
    const again = await Promise.all([1, 2].map(() => upload(decision, applicationId, PDF)));
    expect(again).toEqual([first, first]);
    const other = await upload(decision, applicationId, PDF, { kind: 'OTHER' });
    expect(other.body.id).not.toBe(first.body.id);
    expect(await list(applicationId)).toHaveLength(2);
  });

  it.each([
    ['a page that calls itself a PDF', HTML, {}, 'body', 'MATERIAL_TYPE'],
    [
      'a package',
      ZIP,
      { type: 'application/octet-stream', name: '材料.zip' },
      'body',
      'MATERIAL_TYPE',
    ],
    ['a picture declared as a PDF', JPEG, {}, 'body', 'TYPE_MISDECLARED'],
    ['a PDF named as a program', PDF, { name: '凭证.exe' }, 'body', 'EXTENSION_MISLEADING'],
    ['other bytes than were announced', PDF, { sha256: hexOf(JPEG) }, 'sha256', 'DIGEST_MISMATCH'],
    ['a digest that is none', PDF, { sha256: 'ABC' }, 'sha256', 'IS_SHA256'],
    ['nothing', Buffer.alloc(0), {}, 'body', 'EMPTY_FILE'],
    ['an unknown kind', PDF, { kind: 'LOVE_LETTER' }, 'kind', 'IS_IN'],
    ['a path for a name', PDF, { name: '../../etc/passwd' }, 'content-disposition', 'FILE_NAME'],
    [
      'a name with a line break',
      PDF,
      { name: 'a\r\nx: y.pdf' },
      'content-disposition',
      'FILE_NAME',
    ],
    ['a name turned round', PDF, { name: 'a\u202Efdp.exe' }, 'content-disposition', 'FILE_NAME'],
    [
      'no name',
      PDF,
      { headers: { 'content-disposition': 'attachment' } },
      'content-disposition',
      'REQUIRED',
    ],
  ])(
    'given %s, then 422 with one clear sentence, and nothing is kept',
    async (_what, bytes, sent, field, rule) => {
      const applicationId = await decision.apply();
      const before = await kept();
      const { status, body } = await upload(decision, applicationId, bytes, sent);
      expect([status, body.errors]).toMatchObject([422, [{ field, rule }]]);
      expect((body.errors as { message: string }[])[0]?.message).not.toContain(rule);
      expect(await list(applicationId)).toEqual([]);
      expect(await kept()).toEqual(before);
    },
  );

  it('given another media type or JSON, then 415 names those that are taken', async () => {
    const applicationId = await decision.apply();
    for (const type of ['text/html', 'application/json']) {
      const { status, body } = await upload(decision, applicationId, Buffer.from('{}'), { type });
      expect([status, body.detail]).toEqual([415, expect.stringContaining('application/pdf')]);
    }
    expect(await list(applicationId)).toEqual([]);
  });

  describe('too large', () => {
    const tooLarge = [413, { errors: [{ rule: 'MATERIAL_TOO_LARGE' }] }];
    const full = (size: number) => Buffer.concat([PDF, Buffer.alloc(size - PDF.length)]);

    it('given exactly the limit, then it is taken', async () => {
      const applicationId = await decision.apply();
      expect((await upload(decision, applicationId, full(LIMIT))).status).toBe(201);
    });

    it('given a byte more, announced or streamed, then 413 and nothing is left', async () => {
      const applicationId = await decision.apply();
      const before = await kept();
      const announced = await upload(decision, applicationId, full(LIMIT + 1));
      expect([announced.status, announced.body]).toMatchObject(tooLarge);
      async function* streamed() {
        for (let sent = 0; sent <= LIMIT; sent += PDF.length) yield PDF;
      }
      const counted = await upload(decision, applicationId, streamed());
      expect([counted.status, counted.body]).toMatchObject(tooLarge);
      expect(await kept()).toEqual(before);
      expect(await list(applicationId)).toEqual([]);
    });

    it('given a sender that never stops, then it is answered and hung up on', async () => {
      const applicationId = await decision.apply();
      const { hostname, port } = new URL(decision.url);
      const socket = connect(Number(port), hostname);
      const heard: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => heard.push(chunk));
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.on('error', () => {});
      socket.write(
        [
          `POST /v1/applications/${applicationId}/materials?kind=OTHER HTTP/1.1`,
          `host: ${hostname}`,
          `authorization: Bearer ${await decision.officer()}`,
          'content-type: application/pdf',
          'content-disposition: attachment; filename="a.pdf"',
          'transfer-encoding: chunked',
          '\r\n',
        ].join('\r\n'),
      );
      const piece = Buffer.alloc(64 * 1024, 'x');
      const pump = setInterval(() => {
        if (socket.writable && socket.writableLength < MEBIBYTE) {
          socket.write(`${piece.length.toString(16)}\r\n`);
          socket.write(piece);
          socket.write('\r\n');
        }
      }, 1);
      await closed;
      clearInterval(pump);
      expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1\.1 413 /);
      expect(await readdir(join(decision.objects, 'incoming'))).toEqual([]);
    });
  });

  it('given an upload that breaks off, then nothing is kept of it', async () => {
    const applicationId = await decision.apply();
    const before = await kept();
    async function* breaking() {
      yield PDF;
      throw new Error('the line broke');
    }
    await expect(upload(decision, applicationId, breaking())).rejects.toThrow();
    await eventually(async () => {
      expect(await kept()).toEqual(before);
      return true;
    });
    expect(await list(applicationId)).toEqual([]);
  });

  it('given a file name with a person’s number, then neither log nor ledger has it', async () => {
    const number = '340104190006150018';
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      written.push(String(line));
      return true;
    });
    try {
      const applicationId = await decision.apply();
      const { status, body } = await upload(decision, applicationId, PDF, {
        name: `${number}.pdf`,
      });
      expect([status, body.name]).toEqual([201, `${number}.pdf`]);
      await (await content(body.id as string)).arrayBuffer();
      const refused = await upload(decision, applicationId, JPEG, { name: `${number}.pdf` });
      expect(JSON.stringify(refused.body)).not.toContain(number);
    } finally {
      write.mockRestore();
    }
    expect(written.join('\n')).not.toContain(number);
    const ledger = await decision.rows('SELECT detail::text FROM ledger');
    expect(JSON.stringify(ledger)).not.toContain(number);
  });

  it('given it was a mistake, then it is withdrawn once, its row stays, and it may come again', async () => {
    const applicationId = await decision.apply();
    const { body } = await upload(decision, applicationId, PDF);
    const withdrawn = { by: OFFICER.sub, at: NOON.toISOString(), reason: '误传' };
    const answer = await withdraw(body.id as string);
    expect([answer.status, answer.body]).toEqual([200, { ...body, withdrawn }]);
    const again = await withdraw(body.id as string);
    expect([again.status, again.body]).toMatchObject([
      409,
      { errors: [{ rule: 'MATERIAL_WITHDRAWN' }] },
    ]);
    const anew = await upload(decision, applicationId, PDF);
    expect(anew.body.id).not.toBe(body.id);
    expect(await list(applicationId)).toEqual([answer.body, anew.body]);
  });

  it('given the decision is drafted, then no paper comes or goes', async () => {
    const applicationId = await decision.apply();
    const { body } = await upload(decision, applicationId, PDF);
    await decision.draft(applicationId);
    for (const refused of [
      await upload(decision, applicationId, JPEG, { name: 'a.jpg', type: 'image/jpeg' }),
      await withdraw(body.id as string),
    ]) {
      expect([refused.status, refused.body]).toMatchObject([
        409,
        { errors: [{ rule: 'ALREADY_DECIDED' }] },
      ]);
    }
    expect((await content(body.id as string)).status).toBe(200);
  });

  it('given the court’s rules ask for papers, then those not handed in are named, and a withdrawn one again', async () => {
    const applicationId = await decision.apply('D1_PERFORMED');
    const missing = async () =>
      (await decision.get(`/v1/applications/${applicationId}/materials`)).body.missing as object[];
    const proof = {
      kind: 'PERFORMANCE_PROOF',
      title: { zh: expect.stringContaining('履行凭证') as string },
    };
    expect(await missing()).toMatchObject([proof]);
    const { body } = await upload(decision, applicationId, PDF);
    expect(await missing()).toEqual([]);
    await withdraw(body.id as string);
    expect(await missing()).toMatchObject([proof]);
  });

  it('given as many as there may be, then the next is refused', async () => {
    const applicationId = await decision.apply();
    for (const kind of ['IDENTITY', 'INCOME', 'GUARANTEE', 'COMMITMENT', 'OTHER', 'COURT_RULING']) {
      expect((await upload(decision, applicationId, PDF, { kind })).status).toBe(201);
    }
    const { status, body } = await upload(decision, applicationId, PDF, { kind: 'ASSET_REPORT' });
    expect([status, body]).toMatchObject([409, { errors: [{ rule: 'TOO_MANY_MATERIALS' }] }]);
  });

  it('given another court, role or nobody, then they neither see nor touch it', async () => {
    const applicationId = await decision.apply();
    const { body } = await upload(decision, applicationId, PDF);
    const id = body.id as string;
    const stranger = await decision.as('officer', '皖0103');
    const operations = await decision.as('operations');
    for (const [token, rule] of [
      [stranger, 'OTHER_COURT'],
      [operations, 'ROLE'],
    ] as const) {
      const answers = [
        await upload(decision, applicationId, PDF, { token }),
        await decision.get(`/v1/applications/${applicationId}/materials`, token),
        await decision.get(`/v1/materials/${id}/content`, token),
        await withdraw(id, token),
      ];
      for (const answer of answers) {
        expect([answer.status, answer.body]).toMatchObject([403, { errors: [{ rule }] }]);
      }
    }
    const judge = await upload(decision, applicationId, PDF, {
      token: await decision.as('judge', COURT),
    });
    expect(judge.status).toBe(403);
    const unknown = '01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
    expect((await upload(decision, `app_${unknown}`, PDF)).status).toBe(404);
    expect((await decision.get(`/v1/materials/mat_${unknown}/content`)).status).toBe(404);
    expect((await withdraw(`mat_${unknown}`)).status).toBe(404);
  });
});

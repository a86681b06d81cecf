import type { ObjectLiteral } from 'typeorm';
import { DecisionUnderTest } from './decision-under-test.js';
import { readPaper } from './read-paper.js';

const PERSON = {
  debtor: { type: 'PERSON', name: '周明远', maskedIdNumber: '3401041900****0018', sex: 'MALE' },
};

describe('the paper of a promise', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  it('given a listed debtor, then the paper says what they promise, with room to sign, and is made once', async () => {
    const listingId = decision.registry.list({ caseNumber: '（2026）皖0104执123号' });
    decision.registry.record(listingId, PERSON);
    const id = await promise({ listingId });
    const document = await issue(id);
    expect(document).toMatchObject({
      type: 'COMMITMENT',
      number: '（2026）皖0104信诺1号',
      commitmentId: id,
      decisionId: null,
    });
    expect((await issue(id)).id).toBe(document.id);
    const { text } = await readPaper(await download(document.id));
    for (const part of [
      '信用承诺书',
      '承诺人（被执行人）：周明远，男，公民身份号码3401041900****0018。',
      '郑重承诺：（一）诚实守信',
      '2026年12月31日前，支付100,000元；',
      '支付123,456.50元。',
      '承诺人（签名或者盖章）：',
    ]) {
      expect(text).toContain(part);
    }
    // What a debtor signs needs no seal of the court.
    expect(text).not.toContain('电子印章');
    const { body } = await decision.get(`/v1/verify/${String(document.verificationCode)}`);
    expect(body).toMatchObject({ status: 'valid', title: '信用承诺书', debtor: '周某某' });
  });

  it('given a promise that is withdrawn, then its paper is worth nothing more', async () => {
    const id = await promise({});
    const { verificationCode } = await issue(id);
    const path = `/v1/verify/${String(verificationCode)}`;
    expect((await decision.get(path)).body.status).toBe('valid');
    const withdrawn = await decision.post(`/v1/commitments/${id}/withdraw`, { reason: '有误' });
    expect(withdrawn.status).toBe(200);
    expect((await decision.get(path)).body).toMatchObject({
      ...{ status: 'revoked', endedOn: '2026-11-23' },
    });
  });

  it('given a debtor who is not listed, then no registry is asked', async () => {
    const id = await promise({});
    decision.registry.behaviour = 'failing';
    const document = await issue(id);
    decision.registry.behaviour = 'well';
    expect(document.listingId).toBeNull();
  });

  it('given another court, or no such promise, then there is no paper', async () => {
    const id = await promise({});
    const other = await decision.as('officer', '皖0103');
    expect((await decision.post(`/v1/commitments/${id}/documents`, {}, other)).status).toBe(403);
    const unknown = `/v1/commitments/${id.slice(0, -4)}ZZZZ/documents`;
    expect((await decision.post(unknown, {})).status).toBe(404);
  });

  async function promise(more: object): Promise<string> {
    const { status, body } = await decision.post('/v1/commitments', {
      caseNumber: '（2026）皖0104执123号',
      debtor: { type: 'PERSON', name: '周明远' },
      terms: {
        instalments: [
          { dueOn: '2026-12-31', fen: 10_000_000 },
          { dueOn: '2027-03-31', fen: 12_345_650 },
        ],
        serviceAddressGiven: true,
        supervisors: [],
        acceptsConsequences: true,
      },
      ...more,
    });
    expect([status, body.errors]).toEqual([201, undefined]);
    return body.id as string;
  }

  async function issue(id: string): Promise<ObjectLiteral> {
    const { status, body } = await decision.post(`/v1/commitments/${id}/documents`, {});
    expect([status, body.errors]).toEqual([201, undefined]);
    return body.documents[0] as ObjectLiteral;
  }

  async function download(id: unknown): Promise<Uint8Array> {
    const response = await fetch(`${decision.url}/v1/documents/${String(id)}/content`, {
      headers: { authorization: `Bearer ${await decision.officer()}` },
    });
    return new Uint8Array(await response.arrayBuffer());
  }
});

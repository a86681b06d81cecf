import { connect, type Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mintToken, type Actor } from '#signing';
import { Readiness } from '../src/readiness/readiness.js';
import { keys, startHttp, strangers } from './http-fixture.js';

const OFFICER: Actor = { sub: 'officer-1', role: 'officer', court: '皖0104' };
const EXAMPLE = {
  caseNumber: '(2026) 皖0104执123号',
  subject: { type: 'UNIT', name: ' 合肥示例建材有限公司 ', uscc: '91340100te5t000167' },
  items: [{ eventId: 'evt_01KAPD00000000000000000001' }],
  item: { eventId: 'evt_01KAPD00000000000000000001' },
  filedOn: '2026-02-28',
  at: '2026-02-28T09:00:00+08:00',
  url: 'http://127.0.0.1:4101/hook',
  note: null,
};

interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any shape, checked by the expectations
  body: any;
}

describe('HTTP of every service', () => {
  const lines: string[] = [];
  let app: NestFastifyApplication;
  let url: string;
  let officer: string;

  beforeAll(async () => {
    app = await startHttp(lines);
    url = await app.getUrl();
    officer = await mintToken(keys.of('issuer'), OFFICER, '1h');
  });

  afterAll(() => app.close());

  async function ask(path: string, init: RequestInit = {}, token = officer): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  function post(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return ask(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  describe('bodies', () => {
    it('given a valid body, then its values arrive in canonical form', async () => {
      const { status, body } = await post('/v1/things', EXAMPLE);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        caseNumber: '（2026）皖0104执123号',
        subject: { type: 'UNIT', name: '合肥示例建材有限公司', uscc: '91340100TE5T000167' },
        note: null,
      });
    });

    it.each<[string, object, string, string]>([
      [
        'a wrong code',
        { subject: { ...EXAMPLE.subject, uscc: '91330106YCHA0001XC' } },
        'subject.uscc',
        'USCC_CHECK',
      ],
      ['a wrong case number', { caseNumber: '（2024）皖010执5号' }, 'caseNumber', 'CASE_NUMBER'],
      [
        'a wrong identity number',
        { subject: { type: 'PERSON', idNumber: '340104190006150019' } },
        'subject.idNumber',
        'ID_NUMBER_CHECK',
      ],
      [
        'an identity number that is a number',
        { subject: { type: 'PERSON', idNumber: 340104190006150 } },
        'subject.idNumber',
        'IS_STRING',
      ],
      ['a subject of an unknown type', { subject: { type: 'DOG' } }, 'subject.type', 'IS_IN'],
      ['a subject without a type', { subject: {} }, 'subject.type', 'REQUIRED'],
      ['a subject that is a list', { subject: [] }, 'subject', 'IS_OBJECT'],
      ['a subject that is text', { subject: 'x' }, 'subject', 'IS_OBJECT'],
      ['a field missing', { url: undefined }, 'url', 'REQUIRED'],
      ['a field null', { url: null }, 'url', 'REQUIRED'],
      ['a nullable field missing', { note: undefined }, 'note', 'REQUIRED'],
      ['a blank text', { note: '  ' }, 'note', 'REQUIRED'],
      ['a text too long', { note: '一二三四五六七八九十一' }, 'note', 'MAX_LENGTH'],
      ['a text with a NUL', { note: 'a\0b' }, 'note', 'CONTROL_CHARACTERS'],
      ['an unknown field', { surprise: 1 }, 'surprise', 'UNKNOWN_FIELD'],
      [
        'an unknown field inside',
        { subject: { ...EXAMPLE.subject, idNumber: 'x' } },
        'subject.idNumber',
        'UNKNOWN_FIELD',
      ],
      ['an unknown field named like a person', { '340104190006150018': 1 }, '?', 'UNKNOWN_FIELD'],
      ['a day that never was', { filedOn: '2026-02-30' }, 'filedOn', 'IS_DATE'],
      ['a time without a zone', { at: '2026-02-28T09:00:00' }, 'at', 'IS_INSTANT'],
      ['a time of a day that never was', { at: '2026-02-30T09:00:00Z' }, 'at', 'IS_INSTANT'],
      ['an address that is none', { url: 'not a url' }, 'url', 'IS_URL'],
      ['an address of another kind', { url: 'file:///etc/passwd' }, 'url', 'IS_URL'],
      ['a flag that is text', { flag: 'true' }, 'flag', 'IS_BOOLEAN'],
      ['a number that is text', { count: '3' }, 'count', 'IS_INT'],
      ['a number too large', { count: 10 }, 'count', 'MAX'],
      ['no items', { items: [] }, 'items', 'ARRAY_MIN_SIZE'],
      ['items that are no list', { items: {} }, 'items', 'IS_ARRAY'],
      ['an item that is null', { items: [null] }, 'items.0', 'REQUIRED'],
      ['an item with a wrong id', { items: [{ eventId: 'evt_1' }] }, 'items.0.eventId', 'IS_ID'],
    ])('given %s, then 422 names field and rule', async (_what, change, field, rule) => {
      const { status, headers, body } = await post('/v1/things', { ...EXAMPLE, ...change });
      expect([status, body.status, body.type]).toEqual([
        422,
        422,
        'urn:yichu:problem:invalid-field',
      ]);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body.errors).toContainEqual({ field, rule, message: expect.stringMatching(/./) });
    });

    it.each<[object, string, string, string]>([
      [{ count: 10 }, 'count', '数值不得大于 9。', 'This must be at most 9.'],
      [{ count: 0 }, 'count', '数值不得小于 1。', 'This must be at least 1.'],
      [
        { note: '一二三四五六七八九十一' },
        'note',
        '内容不得超过 10 个字符。',
        'This must have at most 10 characters.',
      ],
      [
        { subject: { type: 'DOG' } },
        'subject.type',
        '应为以下之一：UNIT, PERSON。',
        'This must be one of: UNIT, PERSON.',
      ],
      [{ items: [] }, 'items', '数组至少应有 1 个元素。', 'This must have at least 1 elements.'],
      [
        { items: [1] },
        'items',
        '应为 JSON 对象，或由 JSON 对象组成的数组。',
        'This must be a JSON object, or an array of them.',
      ],
      [
        { items: [{ eventId: 'evt_1' }] },
        'items.0.eventId',
        '应为以 evt_ 开头、其后 26 位的编号。',
        'This must be an id: evt_ and 26 characters.',
      ],
    ])('given %j, then its text at %s says what would be right', async (change, field, zh, en) => {
      const said: unknown[] = [];
      for (const language of ['zh-CN', 'en']) {
        const { body } = await post(
          '/v1/things',
          { ...EXAMPLE, ...change },
          { 'accept-language': language },
        );
        const errors = body.errors as { field: string; message: string }[];
        said.push(errors.find((each) => each.field.startsWith(field))?.message);
        expect(Object.keys(errors[0] ?? {})).toEqual(['field', 'rule', 'message']);
      }
      expect(said).toEqual([zh, en]);
    });

    it('given several faults, then one answer names them all, and none of the values', async () => {
      const { body } = await post('/v1/things', {
        ...EXAMPLE,
        caseNumber: 'SECRET-1',
        subject: { type: 'PERSON', idNumber: '340104190006150019', name: 'SECRET-2' },
        url: 'SECRET-3',
      });
      expect(body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
        'caseNumber',
        'subject.idNumber',
        'subject.name',
        'url',
      ]);
      expect(JSON.stringify(body)).not.toMatch(/SECRET|340104/);
    });

    it.each([
      ['a list', '[]'],
      ['text', '"x"'],
      ['a number', '1'],
    ])('given %s in place of an object, then 422', async (_what, json) => {
      const { status, body } = await post('/v1/things', json);
      expect([status, body.errors[0].rule]).toEqual([422, 'NOT_AN_OBJECT']);
    });

    it.each([
      ['half an object', '{"a":'],
      ['no JSON', 'hello'],
      ['a prototype', '{"__proto__":{"a":1}}'],
    ])('given %s, then 400', async (_what, json) => {
      const { status, body } = await post('/v1/things', json);
      expect([status, body.type]).toEqual([400, 'urn:yichu:problem:not-json']);
    });

    it('given null, then what is required is missing', async () => {
      expect((await post('/v1/things', 'null')).body.errors).toContainEqual(
        expect.objectContaining({ field: 'caseNumber', rule: 'REQUIRED' }),
      );
    });

    it('given more than a megabyte, then 413', async () => {
      const { status, body } = await post('/v1/things', {
        ...EXAMPLE,
        note: 'x'.repeat(1_100_000),
      });
      expect([status, body.type]).toEqual([413, 'urn:yichu:problem:payload-too-large']);
    });

    it.each(['text/xml', 'text/plain', 'application/x-www-form-urlencoded', ''])(
      'given a body of the type %p, then 415',
      async (type) => {
        for (const sent of [JSON.stringify(EXAMPLE), 'caseNumber=1']) {
          const { status, body } = await post('/v1/things', sent, { 'content-type': type });
          expect([status, body.type]).toEqual([415, 'urn:yichu:problem:unsupported-media-type']);
        }
      },
    );

    it('given JSON with a charset, or a type without a body, then it is taken', async () => {
      const json = { 'content-type': 'Application/JSON; charset=utf-8' };
      expect((await post('/v1/things', EXAMPLE, json)).status).toBe(201);
      const plain = { headers: { 'content-type': 'text/plain' } };
      expect((await ask('/v1/things', plain)).status).toBe(200);
    });

    it.each([
      ['?limit=20', 200],
      ['', 200],
      ['?limit=0', 422],
      ['?limit=ten', 422],
      ['?limit=0x1', 422],
      ['?limit=1e1', 422],
      ['?limit=', 422],
      ['?other=1', 422],
    ])('given the query %p, then %d', async (query, status) => {
      expect((await ask(`/v1/things${query}`)).status).toBe(status);
    });
  });

  describe('callers', () => {
    const path = '/v1/things/dec_01KAPB0000000000000000000D/approve';

    it('given the right role and court, then the handler runs', async () => {
      const { status, body } = await post(path, {});
      expect([status, body.type]).toEqual([409, 'urn:yichu:problem:own-rule']);
      expect(body.detail).toBe('本服务自己的规则。');
    });

    it('given another court, then 403 OTHER_COURT', async () => {
      const other = await mintToken(keys.of('issuer'), { ...OFFICER, court: '琼02' }, '1h');
      const { status, body } = await ask(path, { method: 'POST' }, other);
      expect([status, body.errors[0].rule]).toEqual([403, 'OTHER_COURT']);
    });

    it('given another role, then 403 ROLE', async () => {
      const judge = await mintToken(keys.of('issuer'), { ...OFFICER, role: 'judge' }, '1h');
      const { status, body } = await ask(path, { method: 'POST' }, judge);
      expect([status, body.errors[0].rule]).toEqual([403, 'ROLE']);
    });

    it('given a route that names no role, then nobody may call it', async () => {
      expect((await ask('/v1/things/closed')).status).toBe(403);
    });

    it('given a subscriber’s token of the publisher, then it stands for that subscriber', async () => {
      const actor: Actor = { sub: 'sub_01KAPF00000000000000000001', role: 'subscriber' };
      const token = await mintToken(keys.of('publisher'), actor, '1h');
      expect((await ask('/v1/things', {}, token)).body.actor).toEqual(actor);
    });

    it.each<[string, () => Promise<string>]>([
      ['no token', async () => ''],
      ['nonsense', async () => 'a.b.c'],
      ['an expired token', () => mintToken(keys.of('issuer'), OFFICER, '-1s')],
      ['a token of a stranger', () => mintToken(strangers.of('issuer'), OFFICER, '1h')],
      ['a staff token of the publisher', () => mintToken(keys.of('publisher'), OFFICER, '1h')],
      [
        'a staff token of the decision service',
        () => mintToken(keys.of('decision'), OFFICER, '1h'),
      ],
      ['a staff token of the registry', () => mintToken(keys.of('registry'), OFFICER, '1h')],
      [
        'a subscriber token of the issuer',
        () => mintToken(keys.of('issuer'), { sub: 'sub_1', role: 'subscriber' }, '1h'),
      ],
      [
        'an officer of no court',
        () => mintToken(keys.of('issuer'), { sub: 'x', role: 'officer' }, '1h'),
      ],
      ['a token without a signature', async () => unsigned()],
    ])('given %s, then 401', async (_what, token) => {
      const { status, headers, body } = await ask('/v1/things', {}, await token());
      expect([status, body.type]).toEqual([401, 'urn:yichu:problem:unauthenticated']);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    });
  });

  describe('errors', () => {
    it.each([
      ['an unknown route', 'GET', '/v1/nothing'],
      ['an address that is too long', 'POST', `/v1/things/${'x'.repeat(300)}/approve`],
      ['an id of another kind', 'POST', '/v1/things/lst_01KAPB0000000000000000000D/approve'],
      ['an id of no form', 'POST', '/v1/things/1/approve'],
    ])('given %s, then 404 is a problem document', async (_what, method, path) => {
      const { status, headers, body } = await ask(path, { method });
      expect([status, body.type]).toEqual([404, 'urn:yichu:problem:not-found']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    });

    it.each([
      ['DELETE', '/v1/things?limit=1', 'GET, HEAD, POST'],
      ['PUT', '/v1/things', 'GET, HEAD, POST'],
      ['GET', '/v1/things/dec_01KAPB0000000000000000000D/approve', 'POST'],
      ['POST', '/healthz', 'GET, HEAD'],
    ])('given %s %s, then 405 says what is possible', async (method, path, allowed) => {
      const { status, headers, body } = await ask(path, { method });
      expect([status, headers.get('allow'), body.type]).toEqual([
        405,
        allowed,
        'urn:yichu:problem:method-not-allowed',
      ]);
      expect(body.detail).toContain(allowed);
    });

    it('given a broken address, then 400 is a problem document', async () => {
      const { status, body } = await ask('/v1/things/%zz');
      expect([status, body.type]).toEqual([400, 'urn:yichu:problem:unreadable']);
    });

    it('given bytes that are no HTTP, then the answer is a problem document still', async () => {
      expect(await rawAnswer(new URL(url), 'NONSENSE\r\n\r\n')).toContain(
        'application/problem+json',
      );
    });

    it('given a failure of ours, then 500 tells nothing, and the log has it without the number', async () => {
      const { status, body } = await ask('/v1/things/failing');
      expect([status, body.type]).toEqual([500, 'urn:yichu:problem:internal']);
      expect(JSON.stringify(body)).not.toMatch(/张三|3401/);
      const logged = lines.filter((line) => line.includes('"unhandled"')).join('');
      expect(logged).toContain('[identity number]');
      expect(logged).not.toContain('340104190006150018');
    });

    it.each([
      ['something away', '/v1/things/away'],
      ['a database that is shutting down', '/v1/things/database'],
    ])('given %s, then 503 says when to come again', async (_what, path) => {
      const { status, headers } = await ask(path);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    });

    it('given English asked for, then title, detail and messages are English', async () => {
      const english = await post(
        '/v1/things',
        { ...EXAMPLE, url: null },
        { 'accept-language': 'en' },
      );
      expect(english.headers.get('content-language')).toBe('en');
      expect(english.body).toMatchObject({
        title: 'A field is invalid',
        detail: 'This is required.',
        errors: [{ field: 'url', rule: 'REQUIRED', message: 'This is required.' }],
      });
      expect((await post('/v1/things', { ...EXAMPLE, url: null })).body.title).toBe('字段有误');
    });
  });

  describe('what machines ask', () => {
    it('given a service that starts, then it is healthy and not ready, and says why', async () => {
      expect((await ask('/healthz', {}, '')).status).toBe(200);
      const { status, body } = await ask('/readyz', {}, '');
      expect([status, body.ready, body.reasons]).toEqual([
        503,
        false,
        ['service: starting or stopping'],
      ]);
    });

    it('given a service that is warm, then its checks decide', async () => {
      let reasons: string[] = [];
      app.get(Readiness).add(() => reasons);
      app.get(Readiness).markWarm();
      expect((await ask('/readyz', {}, '')).body).toEqual({ ready: true });
      reasons = ['database: no answer'];
      app.get(Readiness).forget();
      expect((await ask('/readyz', {}, '')).body.reasons).toEqual(['database: no answer']);
    });

    it('given requests, then the metrics count them by route pattern', async () => {
      await ask('/v1/nothing/340104190006150018');
      const { body } = await ask('/metrics', {}, '');
      expect(body).toContain(
        'yichu_http_request_duration_seconds_count{method="POST",route="/v1/things",status="201"}',
      );
      expect(body).toContain('process_cpu_user_seconds_total');
      expect(body).not.toContain('340104190006150018');
    });

    it('given the OpenAPI document, then its own example of a body is accepted', async () => {
      const { body: document } = await ask('/openapi.json', {}, '');
      const { requestBody } = document.paths['/v1/things'].post;
      expect(
        (await post('/v1/things', requestBody.content['application/json'].example)).status,
      ).toBe(201);
      expect(Object.keys(document.components.schemas)).toEqual(
        expect.arrayContaining([
          'EverythingRequest',
          'UnitRequest',
          'PersonRequest',
          'ItemRequest',
        ]),
      );
      expect(document.paths['/healthz']).toBeUndefined();
      const { parameters, responses } = document.paths['/v1/things/{id}/approve'].post;
      expect(parameters).toMatchObject([
        { name: 'id', in: 'path', schema: { example: expect.stringMatching(/^dec_/) } },
      ]);
      expect(responses.default.content).toHaveProperty(['application/problem+json']);
    });
  });

  describe('traces and log lines', () => {
    it('given a traceparent, then the request runs in that trace, as a span of its own', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const { body } = await ask('/v1/things/trace', { headers: { traceparent } });
      expect(body.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
      expect(body.traceparent).not.toBe(traceparent);
    });

    it('given none, then a trace starts', async () => {
      expect((await ask('/v1/things/trace')).body.traceparent).toMatch(/^00-[0-9a-f]{32}-/);
    });

    it('given a request, then one line tells who did what, without query, body or token', async () => {
      await ask('/v1/things?limit=7&name=SECRET', { headers: { 'x-request-id': 'line-1' } });
      const [line, ...more] = lines.filter((each) => each.includes('"line-1"'));
      expect(more).toEqual([]);
      expect(JSON.parse(line ?? '{}')).toMatchObject({
        level: 'info',
        service: 'test',
        msg: 'request.handled',
        method: 'GET',
        route: '/v1/things',
        status: '422',
        actor: 'officer-1',
        role: 'officer',
        court: '皖0104',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(lines.join('')).not.toMatch(/SECRET|Bearer|eyJ/);
    });
  });
});

function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { ...OFFICER, iss: 'issuer', exp: 4_000_000_000 };
  return `${part({ alg: 'none', kid: 'issuer-1' })}.${part(claims)}.`;
}

function rawAnswer({ hostname, port }: URL, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(Number(port), hostname, function (this: Socket) {
      this.write(bytes);
    })
      .on('data', (chunk) => (answer += chunk.toString()))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });
}

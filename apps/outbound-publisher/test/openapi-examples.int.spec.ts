import { newId, type IdPrefix } from '#contracts';
import { eventually } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

interface Content {
  example?: unknown;
  schema?: unknown;
}

interface Operation {
  requestBody?: { content: Record<string, Content> };
  responses?: Record<string, { content?: Record<string, Content> }>;
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

/** Of which kind the `{id}` of a path is. */
const ID_KINDS: [string, IdPrefix][] = [
  ['/v1/subscribers/', 'sub'],
  ['/v1/streams/', 'str'],
  ['/v1/obligations/', 'obl'],
  ['/v1/parked/', 'prk'],
  ['/v1/replays/', 'rpl'],
];

/** What only a subscriber says, in its own name. */
const SUBSCRIBERS_OWN = ['/v1/receipts', '/v1/streams/{id}/commit', '/v1/streams/{id}/seek'];

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

describe('the OpenAPI document', () => {
  it('given each documented example, when posted, then the only refusal is an unknown id', async () => {
    const { body } = await publisher.get('/openapi.json');
    const { token } = await publisher.enable();
    const posted: string[] = [];
    for (const [path, operations] of Object.entries((body as OpenApi).paths)) {
      const content = operations.post?.requestBody?.content['application/json'];
      if (!content) continue;
      expect([path, content.example]).toEqual([path, expect.anything() as unknown]);
      const kind = ID_KINDS.find(([start]) => path.startsWith(start))?.[1] ?? 'evt';
      const { status } = await publisher.post(
        path.replace('{id}', newId(kind)),
        content.example,
        SUBSCRIBERS_OWN.includes(path) ? token : undefined,
      );
      expect([path, status]).toEqual([path, expectedStatus(path)]);
      posted.push(path);
    }
    expect(posted).toEqual(
      expect.arrayContaining([
        '/v1/subscribers',
        '/v1/subscribers/{id}/streams',
        '/v1/streams/{id}/status',
        '/v1/receipts',
      ]),
    );
  });

  it('given a call with answers of its own kind, then the document names them', async () => {
    const { body } = await publisher.get('/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { responses: object }>>;
    const statuses = (path: string, method: string) =>
      Object.keys(paths[path]?.[method]?.responses ?? {});
    expect(statuses('/v1/streams/{id}/snapshots/{number}/files/{name}', 'get')).toEqual(
      expect.arrayContaining(['206', '304', '416', '503']),
    );
    expect(statuses('/v1/streams/{id}/events', 'get')).toEqual(
      expect.arrayContaining(['410', '429']),
    );
    expect(statuses('/v1/streams/{id}/verify', 'post')).toContain('429');
    expect(paths['/v1/receipts']?.['post']?.responses).toMatchObject({
      429: { content: { 'application/problem+json': {} } },
    });
  });

  it('given a call that succeeds, then the document shows what comes', async () => {
    const { body } = await publisher.get('/openapi.json');
    const silent = Object.entries((body as OpenApi).paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses = {} }]) =>
        Object.entries(responses).some(
          ([status, { content = {} }]) =>
            /^20[01]$/.test(status) && Object.values(content).every(isShown),
        )
          ? []
          : [`${method} ${path}`],
      ),
    );
    expect(silent).toEqual([]);
  });

  it('given what is read, then it has the fields that the document shows', async () => {
    const { body: document } = await publisher.get('/openapi.json');
    const { id, token } = await publisher.enable();
    const webhook = await publisher.open(id, 'http://127.0.0.1:9/hook');
    const feed = await publisher.open(id);
    await publisher.takeIn(aListing().published());
    const [obligation] = await publisher.obligations(`?subscriber=${id}`);
    await publisher.post('/v1/replays', { subscriber: id });
    const stream = webhook['id'] as string;
    await eventually(async () => {
      const attempts = await publisher.get(`/v1/streams/${stream}/attempts`);
      return (attempts.body['data'] as unknown[]).length > 0;
    });
    for (const [path, asked, who] of [
      ['/v1/subscribers', '/v1/subscribers'],
      ['/v1/subscribers/{id}', `/v1/subscribers/${id}`],
      ['/v1/subscribers/{id}/streams', `/v1/subscribers/${id}/streams`],
      ['/v1/streams/{id}', `/v1/streams/${stream}`],
      ['/v1/streams/{id}/attempts', `/v1/streams/${stream}/attempts`],
      ['/v1/streams/{id}/events', `/v1/streams/${feed['id'] as string}/events`, token],
      ['/v1/obligations', `/v1/obligations?subscriber=${id}`],
      ['/v1/obligations/{id}', `/v1/obligations/${obligation?.['id'] as string}`],
      ['/v1/replays', '/v1/replays'],
      ['/.well-known/jwks.json', '/.well-known/jwks.json'],
      ['/.well-known/yichu-configuration', '/.well-known/yichu-configuration'],
    ] as const) {
      const answer = await publisher.get(asked, who);
      const content = (document as OpenApi).paths[path]?.['get']?.responses?.['200']?.content;
      const shown = content?.['application/json']?.example;
      expect([path, fieldsOf(answer.body)]).toEqual([path, fieldsOf(shown)]);
    }
  });

  it('given the document, then every call of the wire is in it', async () => {
    const { body } = await publisher.get('/openapi.json');
    expect(Object.keys((body as OpenApi).paths)).toEqual(
      expect.arrayContaining([
        '/v1/streams/{id}/events',
        '/v1/obligations',
        '/v1/obligations/{id}/look',
        '/.well-known/jwks.json',
        '/.well-known/yichu-configuration',
      ]),
    );
  });
});

function isShown({ example, schema }: Content): boolean {
  const { type, format } = (schema ?? {}) as { type?: string; format?: string };
  return format === 'binary' || (example !== undefined && type !== undefined);
}

/** The names of what is in it, and of what is in the first of its list. */
function fieldsOf(value: unknown): unknown {
  const names = (object: unknown) => Object.keys(object ?? {}).sort();
  const { data } = (value ?? {}) as { data?: unknown[] };
  return [names(value), names(data?.[0])];
}

function expectedStatus(path: string): number {
  if (path.includes('{id}')) return 404;
  // Their examples name things that are not there.
  if (path === '/v1/replays') return 422;
  if (path === '/v1/snapshots') return 404;
  return ['/v1/receipts', '/v1/outbox/resend'].includes(path) ? 200 : 201;
}

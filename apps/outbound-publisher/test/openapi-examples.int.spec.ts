import { newId, type IdPrefix } from '#contracts';
import { PublisherUnderTest } from './publisher-under-test.js';

interface Operation {
  requestBody?: { content: Record<string, { example?: unknown }> };
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
    expect(paths['/v1/receipts']?.['post']?.responses).toMatchObject({
      429: { content: { 'application/problem+json': {} } },
    });
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

function expectedStatus(path: string): number {
  if (path.includes('{id}')) return 404;
  // Their examples name things that are not there.
  if (path === '/v1/replays') return 422;
  if (path === '/v1/snapshots') return 404;
  return ['/v1/receipts', '/v1/outbox/resend'].includes(path) ? 200 : 201;
}

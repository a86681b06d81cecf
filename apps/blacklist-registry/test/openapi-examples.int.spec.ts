import { RegistryUnderTest } from './registry-under-test.js';

interface OpenApi {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { example?: unknown }> } }>
  >;
}

describe('the OpenAPI document', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('given each documented example, when posted, then the only refusal is an unknown id', async () => {
    const document = (await registry.get('/openapi.json')).body as OpenApi;
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/listings', '/v1/listings/{id}']),
    );
    let posted = 0;
    for (const [path, operations] of Object.entries(document.paths)) {
      const body = operations.post?.requestBody?.content['application/json'];
      if (!body) continue;
      expect([path, body.example]).toEqual([path, expect.anything() as unknown]);
      const isStaff = /^\/v1\/(parked|outbox)\//.test(path);
      const token = isStaff ? await registry.as('operations') : undefined;
      const { status } = await registry.post(
        path.replace('{id}', 'prk_01J9ZP0M3V6K8Q4T2R7X5W1Y9C'),
        body.example,
        token,
      );
      const expected = path.includes('{id}') ? [404] : [200, 201];
      expect([path, expected.includes(status) ? 'as expected' : status]).toEqual([
        path,
        'as expected',
      ]);
      posted += 1;
    }
    expect(posted).toBeGreaterThan(0);
  });

  it('given the other kind of debtor, when its documented fields are posted, then it is listed', async () => {
    const document = (await registry.get('/openapi.json')).body as {
      components: { schemas: Record<string, { properties: Record<string, { example: unknown }> }> };
    };
    const { properties } = document.components.schemas.PersonRequest!;
    const subject = Object.fromEntries(
      Object.entries(properties).map(([name, { example }]) => [name, example]),
    );
    const request = document.components.schemas.ListingRequest!.properties;
    const body = Object.fromEntries(
      Object.entries(request).map(([name, { example }]) => [name, example]),
    );
    const instrument = { number: '（2025）皖0104民初456号', maker: '合肥市蜀山区人民法院' };
    const { status } = await registry.post('/v1/listings', { ...body, instrument, subject });
    expect(status).toBe(201);
  });
});

import { DecisionUnderTest } from './decision-under-test.js';

interface OpenApi {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { example?: unknown }> } }>
  >;
}

describe('the OpenAPI document', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  it('given each documented example, when posted, then the only refusal is an unknown id', async () => {
    const document = (await decision.get('/openapi.json')).body as OpenApi;
    const posted: string[] = [];
    for (const [path, { post }] of Object.entries(document.paths)) {
      const body = post?.requestBody?.content['application/json'];
      if (!body) continue;
      const { status, body: problem } = await decision.post(
        path.replace('{id}', idFor(path)),
        body.example,
        await tokenFor(path),
      );
      // A listing that the registry does not know is the one unknown id that a body can hold.
      const isUnknownId =
        status === 404 || (problem.errors as { rule: string }[])?.[0]?.rule === 'UNKNOWN_LISTING';
      // Sending messages again needs no id.
      expect([path, isUnknownId]).toEqual([path, path !== '/v1/outbox/resend']);
      posted.push(path);
    }
    expect(posted).toEqual(
      expect.arrayContaining([
        '/v1/applications',
        '/v1/applications/{id}/decision',
        '/v1/decisions/{id}/approve',
        '/v1/decisions/{id}/withdraw',
        '/v1/decisions/{id}/revoke',
        '/v1/exceptions/{id}/acknowledge',
      ]),
    );
  });

  it('given the examples on things that exist, then they go from application to draft', async () => {
    const document = (await decision.get('/openapi.json')).body as OpenApi;
    const exampleOf = (path: string) =>
      document.paths[path]?.post?.requestBody?.content['application/json']?.example as object;
    const listingId = decision.registry.list();
    const application = { ...exampleOf('/v1/applications'), listingId };
    const { status, body } = await decision.post('/v1/applications', application);
    expect(status).toBe(201);
    const draft = exampleOf('/v1/applications/{id}/decision');
    const drafted = await decision.post(`/v1/applications/${String(body.id)}/decision`, draft);
    expect(drafted.status).toBe(201);
  });

  function idFor(path: string): string {
    if (path.includes('applications')) return 'app_01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
    const prefix = path.includes('parked') ? 'prk' : 'dec';
    return `${prefix}_01J9ZP0M3V6K8Q4T2R7X5W1Y9C`;
  }

  function tokenFor(path: string): Promise<string> {
    if (/^\/v1\/(parked|outbox)\//.test(path)) return decision.as('operations');
    return /\/(?:approve|acknowledge|review|dismiss)$/.test(path)
      ? decision.judge()
      : decision.officer();
  }
});

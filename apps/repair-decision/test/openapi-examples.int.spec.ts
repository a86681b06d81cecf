import { DecisionUnderTest } from './decision-under-test.js';

interface OpenApi {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { example?: unknown }> } }>
  >;
}

/** Sending messages again, sweeping; verifying a paper, and a batch, which answer for what they were given. */
const NEED_NO_ID = [
  '/v1/outbox/resend',
  '/v1/dormant-sweeps',
  '/v1/decisions/approve-batch',
  '/v1/verify',
];
/** Of what a path is about, where it is no decision. */
const PREFIXES = {
  applications: 'app',
  parked: 'prk',
  materials: 'mat',
  commitments: 'cmt',
  'dormant-items': 'drm',
};

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
      expect([path, isUnknownId]).toEqual([path, !NEED_NO_ID.includes(path)]);
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
    const [, about = ''] = /^\/v1\/([^/]+)/.exec(path) ?? [];
    const prefix = PREFIXES[about as keyof typeof PREFIXES] ?? 'dec';
    return `${prefix}_01J9ZP0M3V6K8Q4T2R7X5W1Y9C`;
  }

  function tokenFor(path: string): Promise<string> {
    if (/^\/v1\/(parked|outbox)\//.test(path)) return decision.as('operations');
    return /\/(?:approve|approve-batch|commitments\/\{id\}\/accept|confirm|acknowledge|review|dismiss)$/.test(
      path,
    )
      ? decision.judge()
      : decision.officer();
  }
});

import { TrustedKeys, verifyToken } from '#signing';
import { testKeys } from '#testing';
import { anApplicationBody, DecisionUnderTest } from './decision-under-test.js';
import { COURT, OFFICER } from './domain-cases.js';

describe('filing an application', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => {
    decision.registry.behaviour = 'well';
  });
  afterAll(() => decision.stop());

  const written = async () =>
    (
      await decision.rows(
        `SELECT (SELECT count(*)::int FROM repair_application) AS applications, (SELECT count(*)::int FROM ledger) AS ledger`,
      )
    )[0];

  it('given no other listing, then it is submitted with a satisfied finding', async () => {
    const listingId = decision.registry.list();
    const { status, body } = await decision.post('/v1/applications', anApplicationBody(listingId));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^app_/) as string,
      status: 'SUBMITTED',
      listingId,
      courtCode: COURT,
      filedBy: OFFICER.sub,
      findings: [
        {
          rule: 'OTHER_LISTINGS',
          result: 'SATISFIED',
          at: '2026-11-23T04:00:00.000Z',
          listings: [],
        },
      ],
    });
    expect((await decision.get(`/v1/applications/${String(body.id)}`)).body).toEqual(body);
    expect(await decision.ledger(body.id as string)).toEqual(['application.submitted']);
  });

  it('given other listings of the debtor, then they are named and bar nothing', async () => {
    const others = [decision.registry.list(), decision.registry.list()];
    const listingId = decision.registry.list({ others });
    const { status, body } = await decision.post('/v1/applications', anApplicationBody(listingId));
    expect(status).toBe(201);
    expect(body.findings).toMatchObject([{ result: 'FAILED', listings: others }]);
  });

  it('given the registry asks who reads, then this service shows a short-lived token of its own', async () => {
    await decision.apply();
    const bearer = decision.registry.authorizations.at(-1)?.replace('Bearer ', '') ?? '';
    const trusted = TrustedKeys.fromFile((await testKeys()).trustedKeysFile);
    expect(await verifyToken(bearer, trusted)).toEqual({ sub: 'repair-decision', role: 'service' });
  });

  it.each(['failing', 'nonsense'] as const)(
    'given a registry that is %s, then 503 and nothing is written',
    async (behaviour) => {
      const listingId = decision.registry.list();
      const before = await written();
      decision.registry.behaviour = behaviour;
      const { status, body, headers } = await decision.post(
        '/v1/applications',
        anApplicationBody(listingId),
      );
      expect(status).toBe(503);
      expect(body).toMatchObject({
        type: 'urn:yichu:problem:registry-unavailable',
        errors: [{ rule: 'REGISTRY_UNAVAILABLE' }],
      });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await written()).toEqual(before);
    },
  );

  it('given an unknown listing, then 422 names the field', async () => {
    const before = await written();
    const { status, body } = await decision.post(
      '/v1/applications',
      anApplicationBody('lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C'),
    );
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:yichu:problem:invalid-field',
      errors: [{ field: 'listingId', rule: 'UNKNOWN_LISTING' }],
    });
    expect(await written()).toEqual(before);
  });

  it.each([
    ['D1_PERFORMED', 'DELETED', 409],
    ['P_EARLY', 'DELETED', 409],
    ['T_TEMP_SHIELD', 'DELETED', 409],
    ['T_TEMP_SHIELD', 'SHIELDED', 409],
    ['D1_PERFORMED', 'SHIELDED', 201],
    ['P_EARLY', 'SHIELDED', 201],
  ] as const)(
    'given %s for a listing that is %s, then %i, naming the state',
    async (basis, state, expected) => {
      const before = await written();
      const listingId = decision.registry.list({ state });
      const { status, body } = await decision.post(
        '/v1/applications',
        anApplicationBody(listingId, basis),
      );
      expect(status).toBe(expected);
      if (status === 201) return;
      expect(body).toMatchObject({
        type: 'urn:yichu:problem:listing-not-open',
        detail: expect.stringContaining(state.toLowerCase()) as string,
        errors: [{ field: 'listingId', rule: 'LISTING_NOT_OPEN' }],
        state,
      });
      expect(await written()).toEqual(before);
    },
  );

  it("given another court's listing, then 403", async () => {
    const before = await written();
    const listingId = decision.registry.list({ courtCode: '皖0103' });
    const { status, body } = await decision.post('/v1/applications', anApplicationBody(listingId));
    expect(status).toBe(403);
    expect(body.errors).toMatchObject([{ field: 'listingId', rule: 'OTHER_COURT' }]);
    expect(await written()).toEqual(before);
  });

  it.each([
    ['triggeredAt', { triggeredAt: '2026-11-23T04:00:00.001Z' }, 'IN_FUTURE'],
    ['triggeredAt', { triggeredAt: 'yesterday' }, 'IS_INSTANT'],
    ['triggeredAt', { triggeredAt: undefined }, 'REQUIRED'],
    ['basis', { basis: 'D9_NOTHING' }, 'IS_IN'],
    ['initiator', { initiator: 'NEIGHBOUR' }, 'IS_IN'],
    ['listingId', { listingId: '1; DROP TABLE' }, 'IS_ID'],
    ['facts', { facts: '身份证号 340104190006150018' }, 'ID_NUMBER_IN_TEXT'],
    ['facts', { facts: '\u0000' }, 'CONTROL_CHARACTERS'],
    ['facts', { facts: '已付清\u{1F600}' }, 'UNPRINTABLE_TEXT'],
    ['facts', { facts: '  ' }, 'REQUIRED'],
    ['verdict', { verdict: 'yes' }, 'UNKNOWN_FIELD'],
  ])('given a bad %s %j, then 422 %s and no echo of it', async (field, change, rule) => {
    const before = await written();
    const body = { ...anApplicationBody(decision.registry.list()), ...change };
    const answer = await decision.post('/v1/applications', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field, rule }]);
    expect(JSON.stringify(answer.body)).not.toContain('340104190006150018');
    expect(await written()).toEqual(before);
  });

  it('given a role that files nothing, then 403 ROLE', async () => {
    for (const role of ['judge', 'operations', 'service'] as const) {
      const token = await decision.as(role, COURT);
      const body = anApplicationBody(decision.registry.list());
      const answer = await decision.post('/v1/applications', body, token);
      expect(answer.status).toBe(403);
      expect(answer.body.errors).toMatchObject([{ rule: 'ROLE' }]);
    }
  });

  it('given a page size, then the list walks through the court’s applications once, newest first', async () => {
    for (let filed = 0; filed < 5; filed += 1) await decision.apply();
    const ids: string[] = [];
    let path = '/v1/applications?status=SUBMITTED&limit=2';
    for (;;) {
      const { status, body } = await decision.get(path);
      expect(status).toBe(200);
      ids.push(...(body.data as { id: string }[]).map(({ id }) => id));
      if (body.next === null) break;
      path = `/v1/applications?status=SUBMITTED&limit=2&after=${String(body.next)}`;
    }
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
  });

  it('given another court, then it sees none of them', async () => {
    const id = await decision.apply();
    const stranger = await decision.as('officer', '皖0103');
    expect((await decision.get('/v1/applications', stranger)).body).toEqual({
      data: [],
      next: null,
    });
    expect((await decision.get(`/v1/applications/${id}`, stranger)).status).toBe(403);
    expect((await decision.get('/v1/applications/app_x')).status).toBe(404);
    for (const query of ['status=LOST', 'after=%00', 'limit=0', 'limit=many', 'offset=1']) {
      expect((await decision.get(`/v1/applications?${query}`)).status).toBe(422);
    }
  });
});

describe('filing an application while the registry is slow or gone', () => {
  const SOON_MS = 200;
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start(SOON_MS);
  });
  afterAll(() => decision.pause());

  it('given it never answers, or nothing listens there, then 503 and nothing is written', async () => {
    const body = anApplicationBody(decision.registry.list());
    decision.registry.behaviour = 'slow';
    const slow = await decision.post('/v1/applications', body);
    await decision.registry.stop();
    const gone = await decision.post('/v1/applications', body);
    for (const { status, body: problem, headers } of [slow, gone]) {
      expect(status).toBe(503);
      expect(problem.errors).toMatchObject([{ rule: 'REGISTRY_UNAVAILABLE' }]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await decision.rows('SELECT 1 FROM repair_application')).toEqual([]);
    expect(await decision.rows(`SELECT 1 FROM ledger WHERE action LIKE 'application.%'`)).toEqual(
      [],
    );
  });
});

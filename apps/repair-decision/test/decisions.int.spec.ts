import { JWS_HEADER, newId, parseEvent } from '#contracts';
import { TrustedKeys, verifyDetached } from '#signing';
import { testKeys } from '#testing';
import { aDraftBody, anApplicationBody, DecisionUnderTest } from './decision-under-test.js';
import { COURT, JUDGE, OFFICER } from './domain-cases.js';
import { refusedAs } from './outcome-events.js';

describe('deciding on an application', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  it('given no restriction to lift, said by an empty list, then that is a draft like any other', async () => {
    const id = await decision.draft(await decision.apply(), { liftRestrictions: [] });
    expect(await decision.show(id)).toMatchObject({ status: 'DRAFTED', liftRestrictions: [] });
  });

  it('given a draft, then it says what it would do and has no effect', async () => {
    const applicationId = await decision.apply('P_EARLY');
    const path = `/v1/applications/${applicationId}/decision`;
    const { status, body } = await decision.post(path, aDraftBody());
    expect(status).toBe(201);
    const id = body.id as string;
    expect(body).toEqual({ id, kind: 'REPAIR', status: 'DRAFTED', action: 'REMOVE' });
    expect(await decision.show(id)).toMatchObject({
      status: 'DRAFTED',
      approvedAt: null,
      drafter: OFFICER.sub,
      approver: null,
      order: null,
      exceptions: [],
      propagation: { expected: 0, verified: 0, contradicted: 0, overdue: 0 },
      findings: [
        { rule: 'OTHER_LISTINGS', result: 'SATISFIED' },
        {
          rule: 'OPEN_CASES',
          result: 'SATISFIED',
          at: '2026-11-23T03:00:00.000Z',
          source: '执行案件流程信息管理系统',
          attestedBy: OFFICER.sub,
        },
      ],
    });
    expect((await decision.get(`/v1/applications/${applicationId}`)).body).toMatchObject({
      status: 'APPROVAL',
      decisionId: id,
    });
    expect(await decision.rows('SELECT 1 FROM outbox')).toEqual([]);
  });

  it('given an approval, then the order is issued and the answer is what GET shows', async () => {
    const id = await decision.draft(await decision.apply());
    const { status, body } = await decision.approve(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      kind: 'REPAIR',
      status: 'APPROVED',
      approvedAt: '2026-11-23T04:00:00.000Z',
      approver: JUDGE.sub,
      order: {
        id: expect.stringMatching(/^ord_/) as string,
        orderNo: 1,
        action: 'REMOVE',
        outcome: null,
        refusals: [],
      },
      exceptions: [],
      propagation: { expected: 0, verified: 0, contradicted: 0, overdue: 0 },
    });
    expect(await decision.show(id)).toEqual(body);
    expect(await decision.ledger(id)).toEqual(['decision.drafted', 'decision.approved']);
  });

  it("given the order on its topic, then it fits its schema and carries the court's own signature", async () => {
    const { decisionId, order } = await decision.issue('T_TEMP_SHIELD');
    await decision.settle();
    const message = (await decision.readAll('repair-orders')).find(
      ({ key }) => key === order.data.listingRef,
    );
    expect(parseEvent('repair-orders', message!.value)).toMatchObject({
      ok: true,
      event: {
        source: 'urn:yichu:decision',
        subject: order.data.listingRef,
        subjectversion: 0,
        correlationid: decisionId,
        causationid: decisionId,
        data: { action: 'SHIELD', basis: 'T_TEMP_SHIELD', courtCode: COURT, until: null },
      },
    });
    const trusted = TrustedKeys.fromFile((await testKeys()).trustedKeysFile);
    const signer = await verifyDetached(message!.value, message!.headers[JWS_HEADER], trusted);
    expect(signer.owner).toBe(`court:${COURT}`);
  });

  it('given decisions on one listing, then their orders count up; on another they start anew', async () => {
    const listing = decision.registry.list();
    const numbers = [];
    for (const basis of ['T_TEMP_SHIELD', 'D1_PERFORMED'] as const) {
      numbers.push((await decision.issue(basis, listing)).order.data.orderNo);
    }
    numbers.push((await decision.issue()).order.data.orderNo);
    expect(numbers).toEqual([1, 2, 1]);
  });

  it('given approvals of several removals of one listing at once, then one goes out, the others wait and use up no number', async () => {
    const listing = decision.registry.list();
    const drafts = [];
    for (let made = 0; made < 5; made += 1) {
      drafts.push(await decision.draft(await decision.apply('D1_PERFORMED', listing)));
    }
    const answers = await Promise.all(drafts.map((id) => decision.approve(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const winner = answers.find(({ status }) => status === 200)?.body;
    const order = winner?.order as { id: string };
    for (const { status, body } of answers) {
      if (status === 200) continue;
      expect(body).toMatchObject({
        type: 'urn:yichu:problem:order-in-flight',
        errors: [{ rule: 'ORDER_IN_FLIGHT' }],
        order: { id: order.id, orderNo: 1, action: 'REMOVE', decisionId: winner?.id as string },
      });
    }
    const refusal = { reason: 'ILLEGAL_TRANSITION' } as const;
    const { order: issued, digest } = await decision.issued(winner?.id as string);
    await decision.hear('registry', refusedAs(issued, { ...refusal, digest }));
    const [next] = drafts.filter((id) => id !== winner?.id);
    expect((await decision.approve(next!)).body.order).toMatchObject({ orderNo: 2 });
  });

  it('given restrictions lifted by orders in flight, then no other order lifts the same one', async () => {
    const id = newId('rst');
    const restrictions = [{ id, kind: 'SPENDING', state: 'ACTIVE', boundRole: 'DEBTOR' }];
    const listing = decision.registry.list({ restrictions });
    const lift = { restrictionId: id, basis: 'R_GUARANTEE' };
    const drafts = [];
    for (const basis of ['R_GUARANTEE', 'P_EARLY'] as const) {
      const application = await decision.apply(basis, listing);
      drafts.push(await decision.draft(application, { liftRestrictions: [lift] }));
    }
    expect((await decision.approve(drafts[0]!)).status).toBe(200);
    const { status, body } = await decision.approve(drafts[1]!);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      errors: [{ rule: 'ORDER_IN_FLIGHT' }],
      order: { action: 'LIFT' },
    });
  });

  it('given two approvals that race, then exactly one wins and one order goes out', async () => {
    const id = await decision.draft(await decision.apply());
    const judges = ['judge-a', 'judge-b', 'judge-c'].map((sub) => decision.as('judge', COURT, sub));
    const answers = await Promise.all(
      judges.map(async (token) => decision.approve(id, await token)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      type: 'urn:yichu:problem:already-decided',
      errors: [{ rule: 'ALREADY_DECIDED' }],
    });
    expect(
      await decision.rows('SELECT 1 FROM repair_order WHERE decision_id = $1', [id]),
    ).toHaveLength(1);
  });

  it('given a second decision, also at once, then 409 ALREADY_DECIDED and nothing is written', async () => {
    const applicationId = await decision.apply();
    const path = `/v1/applications/${applicationId}/decision`;
    const answers = await Promise.all([1, 2].map(() => decision.post(path, aDraftBody())));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const third = await decision.post(path, aDraftBody(), await decision.judge());
    expect(third.status).toBe(409);
    expect(third.body.errors).toMatchObject([{ rule: 'ALREADY_DECIDED' }]);
    const drafted = await decision.rows('SELECT 1 FROM decision WHERE application_id = $1', [
      applicationId,
    ]);
    expect(drafted).toHaveLength(1);
  });

  it('given another court, then it neither drafts, approves, revokes nor reads', async () => {
    const officer = await decision.as('officer', '皖0103');
    const judge = await decision.as('judge', '皖0103');
    const applicationId = await decision.apply();
    const path = `/v1/applications/${applicationId}/decision`;
    const id = await decision.draft(await decision.apply());
    const answers = [
      await decision.post(path, aDraftBody(), officer),
      await decision.approve(id, judge),
      await decision.post(`/v1/decisions/${id}/revoke`, aBreach, officer),
      await decision.get(`/v1/decisions/${id}`, officer),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body.errors).toMatchObject([{ rule: 'OTHER_COURT' }]);
    }
    expect((await decision.get('/v1/decisions', officer)).body).toEqual({ data: [], next: null });
  });

  it('given a role that does not approve, then 403 ROLE', async () => {
    const id = await decision.draft(await decision.apply());
    for (const role of ['officer', 'operations', 'service'] as const) {
      const { status, body } = await decision.approve(id, await decision.as(role, COURT));
      expect(status).toBe(403);
      expect(body.errors).toMatchObject([{ rule: 'ROLE' }]);
    }
  });

  it('given no token or an id of nothing, then 401 and 404', async () => {
    expect((await decision.get('/v1/decisions/dec_x', 'forged')).status).toBe(401);
    expect((await decision.get('/v1/decisions/dec_x')).status).toBe(404);
    const unknown = 'dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C';
    expect((await decision.get(`/v1/decisions/${unknown}`)).status).toBe(404);
    expect((await decision.approve(unknown)).status).toBe(404);
    expect((await decision.post(`/v1/decisions/${unknown}/revoke`, aBreach)).status).toBe(404);
  });

  it('given an approval that says something, then 422 UNKNOWN_FIELD', async () => {
    const id = await decision.draft(await decision.apply());
    const token = await decision.judge();
    const { status, body } = await decision.post(
      `/v1/decisions/${id}/approve`,
      { by: 'me' },
      token,
    );
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'by', rule: 'UNKNOWN_FIELD' }]);
  });

  it.each([
    ['shieldUntil', { shieldUntil: '2026-11-23' }, 'NOT_IN_FUTURE'],
    ['shieldUntil', { shieldUntil: '2027-02-29' }, 'IS_DATE'],
    ['outcome', { outcome: 'MAYBE' }, 'IS_IN'],
    ['reasons', { reasons: '申请人３４０１０４１９０００６１５００１８' }, 'ID_NUMBER_IN_TEXT'],
    ['reasons', { reasons: '已付清\u{1F600}' }, 'UNPRINTABLE_TEXT'],
    ['openCases', { openCases: undefined }, 'REQUIRED'],
    [
      'openCases.found',
      { openCases: { source: '系统', queriedAt: '2026-11-23T03:00:00Z' } },
      'REQUIRED',
    ],
    [
      'openCases.queriedAt',
      { openCases: { found: true, source: '系统', queriedAt: '2026-11-23T05:00:00Z' } },
      'IN_FUTURE',
    ],
  ])('given a bad %s %j, then 422 %s', async (field, change, rule) => {
    const applicationId = await decision.apply('T_TEMP_SHIELD');
    const path = `/v1/applications/${applicationId}/decision`;
    const { status, body } = await decision.post(path, { ...aDraftBody(), ...change });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field, rule }]);
    expect((await decision.get(`/v1/applications/${applicationId}`)).body.status).toBe('SUBMITTED');
  });

  it('given a last day for what is no shield, then 422 SHIELD_ONLY', async () => {
    const path = `/v1/applications/${await decision.apply('D1_PERFORMED')}/decision`;
    const { status, body } = await decision.post(path, {
      ...aDraftBody(),
      shieldUntil: '2027-05-31',
    });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'shieldUntil', rule: 'SHIELD_ONLY' }]);
  });

  it('given a last day for a shield, then the order carries it', async () => {
    const shieldUntil = '2027-05-31';
    const id = await decision.draft(await decision.apply('T_TEMP_SHIELD'), { shieldUntil });
    expect((await decision.approve(id)).body).toMatchObject({ shieldUntil });
    expect((await decision.issued(id)).order.data.until).toBe(shieldUntil);
  });

  it('given a court whose key is not installed, then 503 and the draft waits', async () => {
    const court = '皖0102';
    const officer = await decision.as('officer', court);
    const listingId = decision.registry.list({ courtCode: court });
    const application = (
      await decision.post('/v1/applications', anApplicationBody(listingId), officer)
    ).body;
    const path = `/v1/applications/${String(application.id)}/decision`;
    const draft = (await decision.post(path, aDraftBody(), officer)).body;
    const judge = await decision.as('judge', court);
    const { status, body } = await decision.approve(draft.id as string, judge);
    expect(status).toBe(503);
    expect(body.errors).toMatchObject([{ rule: 'COURT_KEY_MISSING' }]);
    const shown = await decision.get(`/v1/decisions/${String(draft.id)}`, judge);
    expect(shown.body).toMatchObject({ status: 'DRAFTED', order: null });
  });

  it('given drafts, then a judge finds them by their status', async () => {
    const id = await decision.draft(await decision.apply());
    const list = async (status: string) =>
      (await decision.get(`/v1/decisions?status=${status}&limit=1`, await decision.judge())).body;
    expect(await list('DRAFTED')).toMatchObject({ data: [{ id, status: 'DRAFTED' }] });
    await decision.approve(id);
    expect(await list('APPROVED')).toMatchObject({ data: [{ id, approver: JUDGE.sub }] });
  });
});

const aBreach = { reasons: '未按计划履行', breachedAt: '2026-11-22T00:00:00Z' };

import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, NOON, OFFICER } from './domain-cases.js';
import { appliedAs } from './outcome-events.js';

const DAY = 24 * 60 * 60 * 1000;

describe('the steps of an application', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => decision.clock.set(NOON));
  afterAll(() => decision.stop());

  const deadlines = async (id: string) =>
    (await decision.application(id)).deadlines as { kind: string; dueAt: string; metAt: unknown }[];

  it('given papers that are missing, then they are asked for once, with a day to bring them by', async () => {
    const id = await decision.apply('P_EARLY');
    const missing = ['财产申报表'];
    const asked = await decision.step(id, 'supplement-request', { missing });
    expect(asked.status).toBe(200);
    expect(asked.body).toMatchObject({
      status: 'NEED_MORE',
      steps: { supplement: { by: OFFICER.sub, missing, supplied: null } },
      nextDueAt: '2026-11-30T15:59:59.999Z',
      deadlines: [
        {
          kind: 'SUPPLEMENT',
          dueAt: '2026-11-30T15:59:59.999Z',
          legalBasis: expect.stringContaining('补正') as string,
          sourceKind: 'CONFIGURATION',
          provisional: false,
          metAt: null,
        },
      ],
    });
    const early = await decision.step(id, 'decision', { outcome: 'DENY', reasons: '未补正' });
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({
      errors: [{ rule: 'SUPPLEMENT_OPEN' }],
      dueAt: '2026-11-30T15:59:59.999Z',
    });
    const supplied = await decision.step(id, 'supplement', { note: '已补交' });
    expect(supplied.body).toMatchObject({ status: 'SUBMITTED', nextDueAt: null });
    const again = await decision.step(id, 'supplement-request', { missing });
    expect(again.status).toBe(409);
    expect(again.body.errors).toMatchObject([{ rule: 'SUPPLEMENT_ONCE' }]);
    expect(await decision.ledger(id)).toEqual([
      'application.submitted',
      'application.supplement-requested',
      'application.supplemented',
    ]);
  });

  it('given nothing is brought in time, then it may be denied', async () => {
    const id = await decision.apply('P_EARLY');
    await decision.step(id, 'supplement-request', { missing: ['还款计划'] });
    decision.clock.advance(8 * DAY);
    const denied = await decision.step(id, 'decision', { outcome: 'DENY', reasons: '逾期未补正' });
    expect(denied.status).toBe(201);
    expect(denied.body).toMatchObject({ kind: 'DENIAL', status: 'DRAFTED', action: null });
  });

  it('given it is accepted, the creditor asked and a panel heard, then it is granted and effective', async () => {
    const id = await decision.apply('T_TEMP_SHIELD');
    const take = async (step: string, body: object = {}) =>
      (await decision.step(id, step, body)).body.status as string;
    expect(await take('accept')).toBe('ACCEPTED');
    expect(await take('consultation', { question: '是否同意暂时屏蔽' })).toBe('CREDITOR_CONSULT');
    const panel = { members: ['judge-a', 'judge-b', 'judge-c'], opinion: 'GRANT', reasons: '符合' };
    const early = await decision.step(id, 'panel', panel);
    expect(early.body).toMatchObject({ status: 409, errors: [{ rule: 'CONSULTATION_OPEN' }] });
    const reply = { answer: 'CONSENTED', note: '书面同意' };
    expect(await take('consultation/reply', reply)).toBe('CREDITOR_CONSULT');
    expect(await take('panel', panel)).toBe('PANEL');
    const decisionId = await decision.draft(id);
    await decision.approve(decisionId);
    const { order } = await decision.issued(decisionId);
    await decision.hear('registry', appliedAs(order, 2));
    const shown = await decision.application(id);
    expect(shown).toMatchObject({ status: 'EFFECTIVE', decisionId });
    expect((shown.history as { status: string }[]).map(({ status }) => status)).toEqual([
      'SUBMITTED',
      'ACCEPTED',
      'CREDITOR_CONSULT',
      'PANEL',
      'APPROVAL',
      'GRANTED',
      'EFFECTIVE',
    ]);
    expect((await deadlines(id)).map(({ kind, metAt }) => [kind, metAt !== null])).toEqual([
      ['DECISION', true],
      ['CONSULTATION', true],
    ]);
  });

  it('given a reply from before the question, then it is refused', async () => {
    const id = await decision.apply('P_EARLY');
    await decision.step(id, 'accept');
    await decision.step(id, 'consultation', { question: '是否同意' });
    const reply = { answer: 'CONSENTED', note: '同意', repliedAt: '2026-11-23T03:59:59Z' };
    const early = await decision.step(id, 'consultation/reply', reply);
    expect(early.status).toBe(422);
    expect(early.body.errors).toMatchObject([{ field: 'repliedAt', rule: 'BEFORE_ASKED' }]);
  });

  it('given the creditor says nothing in time, then it goes on without them, and silence is no consent', async () => {
    const id = await decision.apply('P_EARLY');
    await decision.step(id, 'accept');
    await decision.step(id, 'consultation', { question: '是否同意' });
    decision.clock.advance(8 * DAY);
    const decisionId = await decision.draft(id);
    const { steps } = await decision.application(id);
    expect(steps).toMatchObject({ consultation: { reply: null } });
    expect((await decision.show(decisionId)).status).toBe('DRAFTED');
  });

  it.each([
    ['supplement', { note: '已补' }],
    ['consultation', { question: '是否同意' }],
    ['consultation/reply', { answer: 'OBJECTED', note: '不同意' }],
    ['panel', { members: ['a', 'b', 'c'], opinion: 'GRANT', reasons: '符合' }],
    ['review-request', { grounds: '不服' }],
    ['breach', { allegedBy: 'CREDITOR', facts: '未付', breachedAt: '2026-11-22T00:00:00Z' }],
    ['close', { note: '履行完毕' }],
  ])('given %s out of turn, then 409 names the step and the state', async (step, body) => {
    const id = await decision.apply('P_EARLY');
    const answer = await decision.step(id, step, body);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      type: 'urn:yichu:problem:step-not-open',
      errors: [{ rule: 'STEP_NOT_OPEN' }],
      status: 409,
      step: step.replace('/', '-'),
      state: 'SUBMITTED',
    });
    expect((await decision.application(id)).status).toBe('SUBMITTED');
  });

  it('given other courts or roles, then 403; given bad bodies, then 422', async () => {
    const id = await decision.apply('P_EARLY');
    for (const [answer, status, rule] of [
      [
        await decision.step(id, 'accept', {}, await decision.as('officer', '皖0103')),
        403,
        'OTHER_COURT',
      ],
      [await decision.step(id, 'accept', {}, await decision.judge()), 403, 'ROLE'],
      [await decision.step(id, 'review', { result: 'UPHELD', reasons: 'x' }), 403, 'ROLE'],
      [await decision.step(id, 'supplement-request', { missing: [] }), 422, 'ARRAY_MIN_SIZE'],
      [
        await decision.step(id, 'supplement-request', { missing: ['340104190006150018'] }),
        422,
        'ID_NUMBER_IN_TEXT',
      ],
      [await decision.step(id, 'accept', { by: 'me' }), 422, 'UNKNOWN_FIELD'],
      [await decision.step('app_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', 'accept'), 404, 'NOT_FOUND'],
    ] as const) {
      const [error] = (answer.body.errors ?? []) as { rule: string }[];
      expect([answer.status, error?.rule]).toEqual([status, rule]);
    }
    await decision.step(id, 'accept');
    const even = { members: ['a', 'b'], opinion: 'GRANT', reasons: '符合' };
    const panel = await decision.step(id, 'panel', even);
    expect(panel.body.errors).toMatchObject([{ field: 'members', rule: 'PANEL_SIZE' }]);
  });

  it('given two steps at once, then one is taken and the other sees it', async () => {
    const id = await decision.apply('P_EARLY');
    const answers = await Promise.all([1, 2, 3].map(() => decision.step(id, 'accept')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await deadlines(id)).toHaveLength(1);
  });

  it('given applications with deadlines, then a list finds those due by a day, and by listing', async () => {
    const listing = decision.registry.list();
    const id = await decision.apply('P_EARLY', listing);
    await decision.step(id, 'supplement-request', { missing: ['还款计划'] });
    const found = async (query: string) =>
      (
        (await decision.get(`/v1/applications?listing=${listing}${query}`)).body.data as {
          id: string;
        }[]
      ).map((each) => each.id);
    expect(await found('')).toEqual([id]);
    expect(await found('&dueBy=2026-11-29')).toEqual([]);
    expect(await found('&dueBy=2026-11-30')).toEqual([id]);
    expect(await found('&status=NEED_MORE')).toEqual([id]);
    expect(await found('&status=ACCEPTED')).toEqual([]);
  });

  it('given one case that binds two debtors, then each listing is decided for itself', async () => {
    const caseNumber = `（2026）${COURT}执900号`;
    const listings = [1, 2].map(() => decision.registry.list({ caseNumber }));
    const [one, other] = [
      await decision.apply('D1_PERFORMED', listings[0]),
      await decision.apply('D1_PERFORMED', listings[1]),
    ];
    const decisionId = await decision.draft(one);
    await decision.approve(decisionId);
    const { order } = await decision.issued(decisionId);
    await decision.hear('registry', appliedAs(order, 2));
    expect(order.data.listingRef).toBe(listings[0]);
    expect((await decision.application(one)).status).toBe('PERFORMED_CLOSED');
    expect(await decision.application(other)).toMatchObject({
      status: 'SUBMITTED',
      decisionId: null,
    });
    const denied = await decision.step(other, 'decision', { outcome: 'DENY', reasons: '未履行' });
    expect((await decision.approve(denied.body.id as string)).status).toBe(200);
    expect((await decision.application(other)).status).toBe('DENIED');
    expect((await decision.application(one)).status).toBe('PERFORMED_CLOSED');
  });
});

import { anApplicationBody, DecisionUnderTest } from './decision-under-test.js';
import { COURT, JUDGE, NOON } from './domain-cases.js';

const DAY = 24 * 60 * 60 * 1000;
/** Fifteen working days after NOON. */
const DUE = '2026-12-14T15:59:59.999Z';
const SERVED = { party: 'DEBTOR', method: 'ELECTRONIC', servedAt: NOON.toISOString() };

describe('denying an application', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => decision.clock.set(NOON));
  afterAll(() => decision.stop());

  const reviewer = () => decision.as('judge', COURT, 'judge-zhao');
  const denied = async (listing = decision.registry.list()) => {
    const id = await decision.apply('P_EARLY', listing);
    const draft = await decision.step(id, 'decision', {
      outcome: 'DENY',
      reasons: '未如实申报财产',
    });
    const decisionId = draft.body.id as string;
    const answer = await decision.approve(decisionId);
    expect(answer.status).toBe(200);
    return { id, decisionId, listing, answer };
  };

  it('given a denial is approved, then it has reasons and papers, and orders nothing', async () => {
    const { id, decisionId, answer } = await denied();
    expect(answer.body).toMatchObject({
      kind: 'DENIAL',
      status: 'APPROVED',
      action: null,
      order: null,
      reasons: '未如实申报财产',
      exceptions: [],
      ruleSet: { id: 'national-discretion', version: 1 },
    });
    expect(await decision.application(id)).toMatchObject({ status: 'DENIED', decisionId });
    expect(
      await decision.rows('SELECT 1 FROM repair_order WHERE decision_id = $1', [decisionId]),
    ).toEqual([]);
    expect(await decision.ledger(decisionId)).toEqual(['denial.drafted', 'denial.approved']);
    expect((await decision.show(decisionId)).propagation).toMatchObject({ expected: 0 });
  });

  it('given it was served, then a review may be asked for within ten days, and is decided by another judge', async () => {
    const { id, decisionId } = await denied();
    const unserved = await decision.step(id, 'review-request', { grounds: '不服' });
    expect(unserved.body.errors).toMatchObject([{ rule: 'NOT_SERVED' }]);
    const served = await decision.post(`/v1/decisions/${decisionId}/serve`, SERVED);
    expect(served.status).toBe(200);
    expect(served.body.served).toMatchObject([SERVED]);
    expect((await decision.application(id)).deadlines).toMatchObject([
      { kind: 'REVIEW', dueAt: '2026-12-03T15:59:59.999Z', metAt: null },
    ]);
    const asked = await decision.step(id, 'review-request', { grounds: '已如实申报' });
    expect(asked.body.status).toBe('REVIEW_REQUESTED');
    const own = await decision.step(
      id,
      'review',
      { result: 'UPHELD', reasons: '正确' },
      await decision.judge(),
    );
    expect(own.status).toBe(403);
    expect(own.body.errors).toMatchObject([{ rule: 'OWN_DECISION' }]);
    const upheld = await decision.step(
      id,
      'review',
      { result: 'UPHELD', reasons: '正确' },
      await reviewer(),
    );
    expect(upheld.body).toMatchObject({
      status: 'UPHELD',
      steps: { review: { outcome: { by: 'judge-zhao', result: 'UPHELD' } } },
    });
  });

  it('given it was served on the other party alone, then the applicant’s ten days have not begun', async () => {
    const { id, decisionId } = await denied();
    const path = `/v1/decisions/${decisionId}/serve`;
    await decision.post(path, { ...SERVED, party: 'CREDITOR' });
    decision.clock.advance(20 * DAY);
    const unserved = await decision.step(id, 'review-request', { grounds: '不服' });
    expect(unserved.body.errors).toMatchObject([{ rule: 'NOT_SERVED' }]);
    const servedAt = decision.clock.now().toISOString();
    await decision.post(path, { ...SERVED, servedAt });
    expect((await decision.step(id, 'review-request', { grounds: '不服' })).status).toBe(200);
  });

  it('given a panel wanted it, then no member reviews it, and the review has a day to be decided by; overturned, so has the application', async () => {
    const id = await decision.apply('P_EARLY');
    await decision.step(id, 'accept');
    const panel = { members: ['judge-zhao', 'judge-b', 'judge-c'], opinion: 'DENY' };
    await decision.step(id, 'panel', { ...panel, reasons: '不符合' });
    const draft = await decision.step(id, 'decision', { outcome: 'DENY', reasons: '不符合' });
    await decision.approve(draft.body.id as string);
    await decision.post(`/v1/decisions/${String(draft.body.id)}/serve`, SERVED);
    const asked = await decision.step(id, 'review-request', { grounds: '不服' });
    expect(asked.body.deadlines).toContainEqual(
      expect.objectContaining({ kind: 'REVIEW_DECISION', dueAt: DUE, metAt: null }),
    );
    const result = { result: 'OVERTURNED', reasons: '有误' };
    const member = await decision.step(id, 'review', result, await reviewer());
    expect(member.body.errors).toMatchObject([{ rule: 'OWN_DECISION' }]);
    const other = await decision.as('judge', COURT, 'judge-qian');
    const overturned = await decision.step(id, 'review', result, other);
    expect(overturned.body).toMatchObject({
      status: 'OVERTURNED',
      nextDueAt: DUE,
      steps: { review: { outcome: { panel: { opinion: 'DENY' } } } },
    });
    const granted = await decision.draft(id);
    expect((await decision.approve(granted)).status).toBe(200);
  });

  it('given it was denied before it was accepted, then after the review it can be accepted and heard', async () => {
    const { id, decisionId } = await denied();
    await decision.post(`/v1/decisions/${decisionId}/serve`, SERVED);
    await decision.step(id, 'review-request', { grounds: '不服' });
    const result = { result: 'OVERTURNED', reasons: '有误' };
    await decision.step(id, 'review', result, await reviewer());
    const early = await decision.step(id, 'consultation', { question: '是否同意' });
    expect(early.body).toMatchObject({ errors: [{ rule: 'STEP_MISSING' }], step: 'acceptance' });
    expect((await decision.step(id, 'accept')).body.status).toBe('ACCEPTED');
    const asked = await decision.step(id, 'consultation', { question: '是否同意' });
    expect(asked.body.status).toBe('CREDITOR_CONSULT');
  });

  it('given the ten days are over, then the review is refused with their end', async () => {
    const { id, decisionId } = await denied();
    await decision.post(`/v1/decisions/${decisionId}/serve`, SERVED);
    decision.clock.advance(11 * DAY);
    const late = await decision.step(id, 'review-request', { grounds: '不服' });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({
      errors: [{ rule: 'REVIEW_TOO_LATE' }],
      dueAt: '2026-12-03T15:59:59.999Z',
    });
  });

  it('given the denial is overturned, then it may be granted after all, and no bar is left', async () => {
    const { id, decisionId, listing } = await denied();
    await decision.post(`/v1/decisions/${decisionId}/serve`, SERVED);
    await decision.step(id, 'review-request', { grounds: '不服' });
    const overturned = await decision.step(
      id,
      'review',
      { result: 'OVERTURNED', reasons: '有误' },
      await reviewer(),
    );
    expect(overturned.body).toMatchObject({ status: 'OVERTURNED', decisionId: null });
    const granted = await decision.draft(id);
    expect((await decision.approve(granted)).body).toMatchObject({
      kind: 'REPAIR',
      status: 'APPROVED',
    });
    expect(await decision.application(id)).toMatchObject({
      status: 'GRANTED',
      decisionId: granted,
    });
    const again = await decision.post('/v1/applications', anApplicationBody(listing));
    expect(again.status).toBe(201);
  });

  it('given a denial, then who applied is barred for six months, told until when; nobody else is', async () => {
    const { listing } = await denied();
    const again = (more: object = {}) =>
      decision.post('/v1/applications', { ...anApplicationBody(listing), ...more });
    const barred = await again();
    expect(barred.status).toBe(409);
    expect(barred.body).toMatchObject({
      type: 'urn:yichu:problem:reapplication-barred',
      errors: [{ rule: 'REAPPLICATION_BARRED' }],
      barredUntil: '2027-05-23',
      detail: expect.stringContaining('2027-05-23') as string,
    });
    expect((await again({ initiator: 'CREDITOR' })).status).toBe(201);
    expect((await again({ initiator: 'EX_OFFICIO' })).status).toBe(201);
    const elsewhere = await decision.post(
      '/v1/applications',
      anApplicationBody(decision.registry.list()),
    );
    expect(elsewhere.status).toBe(201);
    decision.clock.set(new Date('2027-05-23T16:00:00Z'));
    expect((await again()).status).toBe(201);
  });

  it('given a denial, then it bars nothing but what was denied', async () => {
    const { listing } = await denied();
    const mandatory = anApplicationBody(listing, 'D1_PERFORMED');
    expect((await decision.post('/v1/applications', mandatory)).status).toBe(201);
    const shield = anApplicationBody(listing, 'T_TEMP_SHIELD');
    expect((await decision.post('/v1/applications', shield)).status).toBe(201);
  });

  it('given a denial that would also grant something, then 422 names it', async () => {
    const id = await decision.apply('T_TEMP_SHIELD');
    const { status, body } = await decision.step(id, 'decision', {
      outcome: 'DENY',
      reasons: '不符合',
      shieldUntil: '2027-05-31',
    });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'shieldUntil', rule: 'GRANT_ONLY' }]);
  });

  it('given a draft of a denial, then it may be withdrawn, is served by nobody, and its drafter may not approve it', async () => {
    const id = await decision.apply('P_EARLY');
    const draft = { outcome: 'DENY', reasons: '不符合' };
    const drafted = await decision.step(id, 'decision', draft, await decision.judge());
    const decisionId = drafted.body.id as string;
    expect((await decision.approve(decisionId)).body.errors).toMatchObject([{ rule: 'OWN_DRAFT' }]);
    const early = await decision.post(`/v1/decisions/${decisionId}/serve`, SERVED);
    expect(early.body.errors).toMatchObject([{ rule: 'NOT_APPROVED' }]);
    await decision.post(`/v1/decisions/${decisionId}/withdraw`, { reason: '有误' });
    expect(await decision.application(id)).toMatchObject({ status: 'SUBMITTED', decisionId: null });
    expect(await decision.ledger(decisionId)).toEqual(['denial.drafted', 'denial.withdrawn']);
    expect((await decision.show(decisionId)).drafter).toBe(JUDGE.sub);
  });
});

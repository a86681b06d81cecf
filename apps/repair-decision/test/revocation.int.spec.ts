import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, JUDGE } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

const aBreach = { reasons: '未按还款计划履行', breachedAt: '2026-11-23T03:00:00Z' };

describe('revoking a repair', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  const revoke = (id: string, token?: string) =>
    decision.post(`/v1/decisions/${id}/revoke`, aBreach, token);

  it.each(['P_EARLY', 'T_TEMP_SHIELD'] as const)(
    'given an applied repair by %s, then another person’s approval restores with its basis and the next number',
    async (basis) => {
      const { decisionId, order } = await decision.complete(basis);
      const { status, body } = await revoke(decisionId);
      expect(status).toBe(201);
      const id = body.id as string;
      expect(body).toEqual({
        id,
        kind: 'REVOCATION',
        revokes: decisionId,
        status: 'DRAFTED',
        action: 'RESTORE',
      });
      expect((await decision.approve(id)).body).toMatchObject({
        kind: 'REVOCATION',
        status: 'APPROVED',
        revokes: decisionId,
        order: { orderNo: 2, action: 'RESTORE' },
      });
      expect((await decision.issued(id)).order.data).toMatchObject({
        action: 'RESTORE',
        basis,
        listingRef: order.data.listingRef,
        orderNo: 2,
        until: null,
      });
      expect(await decision.ledger(id)).toEqual(['revocation.drafted', 'revocation.approved']);
    },
  );

  it('given a mandatory exit, then 409 NOT_RESTORABLE', async () => {
    const { decisionId } = await decision.complete('D1_PERFORMED');
    const { status, body } = await revoke(decisionId);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:yichu:problem:not-restorable',
      errors: [{ rule: 'NOT_RESTORABLE' }],
    });
  });

  it('given what is not applied, then 409 says what is missing', async () => {
    const draft = await decision.draft(await decision.apply());
    const unanswered = await decision.issue();
    const refused = await decision.issue();
    const refusal = { reason: 'ILLEGAL_TRANSITION', digest: refused.digest } as const;
    await decision.hear('registry', refusedAs(refused.order, refusal));
    for (const [id, rule] of [
      [draft, 'NOT_APPROVED'],
      [unanswered.decisionId, 'NOT_APPLIED'],
      [refused.decisionId, 'NOT_APPLIED'],
    ] as const) {
      const { status, body } = await revoke(id);
      expect(status).toBe(409);
      expect(body.errors).toMatchObject([{ rule }]);
    }
  });

  it('given revocations that race, then exactly one is drafted; a revocation itself is final', async () => {
    const { decisionId } = await decision.complete();
    const answers = await Promise.all([revoke(decisionId), revoke(decisionId), revoke(decisionId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const rules = answers
      .filter(({ status }) => status === 409)
      .map(({ body }) => body.errors as unknown);
    expect(rules).toMatchObject([[{ rule: 'ALREADY_DECIDED' }], [{ rule: 'ALREADY_DECIDED' }]]);
    const id = answers.find(({ status }) => status === 201)?.body.id as string;
    await decision.approve(id);
    const { order } = await decision.issued(id);
    await decision.hear('registry', appliedAs(order, 3));
    expect((await revoke(id)).body.errors).toMatchObject([{ rule: 'NOT_RESTORABLE' }]);
  });

  it('invariant 8: nobody approves their own draft, of a revocation either', async () => {
    const { decisionId } = await decision.complete();
    const { body } = await revoke(decisionId, await decision.judge());
    const own = await decision.approve(body.id as string, await decision.judge());
    expect(own.status).toBe(403);
    expect(own.body.errors).toMatchObject([{ rule: 'OWN_DRAFT' }]);
    const other = await decision.as('judge', COURT, 'judge-zhao');
    expect((await decision.approve(body.id as string, other)).body).toMatchObject({
      drafter: JUDGE.sub,
      approver: 'judge-zhao',
    });
  });

  it.each([
    ['breachedAt', { breachedAt: '2026-11-23T04:00:01Z' }, 'IN_FUTURE'],
    ['reasons', { reasons: '' }, 'REQUIRED'],
    ['reasons', { reasons: '身份证 34010419000615019x' }, 'ID_NUMBER_IN_TEXT'],
    ['reasons', { reasons: '违约\u{1F600}' }, 'UNPRINTABLE_TEXT'],
    ['until', { until: '2027-01-01' }, 'UNKNOWN_FIELD'],
  ])('given a bad %s %j, then 422 %s', async (field, change, rule) => {
    const { decisionId } = await decision.complete();
    const path = `/v1/decisions/${decisionId}/revoke`;
    const { status, body } = await decision.post(path, { ...aBreach, ...change });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field, rule }]);
  });
});

import { DecisionUnderTest } from './decision-under-test.js';
import { COURT, OFFICER } from './domain-cases.js';
import { appliedAs, refusedAs } from './outcome-events.js';

const aBreach = {
  allegedBy: 'CREDITOR',
  facts: '第二期款项未付',
  breachedAt: '2026-11-23T00:00:00Z',
};
const aRevocation = { reasons: '违反信用承诺', breachedAt: '2026-11-22T00:00:00Z' };

describe('a breach of what a repair was granted for', () => {
  let decision: DecisionUnderTest;
  beforeAll(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterAll(() => decision.stop());

  const effective = async (listing?: string) => {
    const { decisionId, order } = await decision.complete('T_TEMP_SHIELD', listing);
    const { applicationId } = await decision.show(decisionId);
    return { decisionId, id: applicationId as string, listing: order.data.listingRef };
  };
  const statusOf = async (id: string) => (await decision.application(id)).status as string;

  it('given a creditor alleges it, then it may be dismissed, or lead to a revocation that restores', async () => {
    const { id, decisionId } = await effective();
    const alleged = await decision.step(id, 'breach', aBreach);
    expect(alleged.body).toMatchObject({
      status: 'BREACH_ALLEGED',
      steps: { breach: { by: OFFICER.sub, allegedBy: 'CREDITOR', facts: '第二期款项未付' } },
    });
    const dismissed = await decision.step(id, 'breach/dismiss', {}, await decision.judge());
    expect(dismissed.body).toMatchObject({ status: 'EFFECTIVE' });
    await decision.step(id, 'breach', aBreach);
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    const revocation = draft.body.id as string;
    await decision.post(`/v1/decisions/${revocation}/withdraw`, { reason: '理由有误' });
    expect(await statusOf(id)).toBe('BREACH_ALLEGED');
    const again = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    expect((await decision.approve(again.body.id as string)).body.order).toMatchObject({
      action: 'RESTORE',
      documents: [{ type: 'REVOCATION_DECISION' }],
    });
    expect(await statusOf(id)).toBe('REVOKED');
    expect((await decision.step(id, 'close', { note: '履行完毕' })).status).toBe(409);
  });

  it('given a revocation that nobody alleged before, then it alleges, and ends with its draft', async () => {
    const { id, decisionId } = await effective();
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    expect(await statusOf(id)).toBe('BREACH_ALLEGED');
    const withdrawal = { reason: '查无此事' };
    await decision.post(`/v1/decisions/${String(draft.body.id)}/withdraw`, withdrawal);
    expect(await decision.application(id)).toMatchObject({ status: 'EFFECTIVE', steps: {} });
  });

  it('given full performance is applied, then the shield’s promises are kept, and it can’t be revoked any more', async () => {
    const { id, decisionId, listing } = await effective();
    const performed = await decision.issue('D1_PERFORMED', listing);
    await decision.hear('registry', appliedAs(performed.order, 3));
    expect(await statusOf(id)).toBe('PERFORMED_CLOSED');
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    expect(draft.status).toBe(409);
    expect(draft.body).toMatchObject({
      errors: [{ rule: 'STEP_NOT_OPEN' }],
      state: 'PERFORMED_CLOSED',
    });
  });

  it('given a revocation is drafted, then the breach can’t be dismissed beside it: one has to go first', async () => {
    const { id, decisionId } = await effective();
    await decision.step(id, 'breach', aBreach);
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    const judge = await decision.as('judge', COURT, 'judge-zhao');
    const both = await decision.step(id, 'breach/dismiss', {}, judge);
    expect(both.status).toBe(409);
    expect(both.body.errors).toMatchObject([{ rule: 'REVOCATION_DRAFTED' }]);
    const revocation = String(draft.body.id);
    await decision.post(`/v1/decisions/${revocation}/withdraw`, { reason: '查无此事' });
    expect((await decision.step(id, 'breach/dismiss', {}, judge)).status).toBe(200);
  });

  it('given the debt is paid while a revocation is drafted, then nobody can approve that any more', async () => {
    const { decisionId, listing } = await effective();
    const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
    const performed = await decision.issue('D1_PERFORMED', listing);
    await decision.hear('registry', appliedAs(performed.order, 3));
    const late = await decision.approve(String(draft.body.id));
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({
      errors: [{ rule: 'STEP_NOT_OPEN' }],
      step: 'revocation',
      state: 'PERFORMED_CLOSED',
    });
  });

  it('given the registry refuses a revocation, then the breach is alleged as before, and it can be revoked again', async () => {
    const { id, decisionId } = await effective();
    const revoke = async () => {
      const draft = await decision.post(`/v1/decisions/${decisionId}/revoke`, aRevocation);
      expect((await decision.approve(String(draft.body.id))).status).toBe(200);
      return decision.issued(String(draft.body.id));
    };
    const { order, digest } = await revoke();
    expect(await statusOf(id)).toBe('REVOKED');
    await decision.hear('registry', refusedAs(order, { reason: 'ILLEGAL_TRANSITION', digest }));
    expect(await statusOf(id)).toBe('BREACH_ALLEGED');
    expect((await revoke()).order.data).toMatchObject({ action: 'RESTORE' });
    expect(await statusOf(id)).toBe('REVOKED');
  });

  it('closes a repair that can be revoked only by a judge who had no part in it, and no shield at all', async () => {
    const note = { note: '履行完毕' };
    const shield = await effective();
    const judge = await decision.judge();
    const shielded = await decision.step(shield.id, 'close', note, judge);
    expect(shielded.body.errors).toMatchObject([{ rule: 'STILL_SHIELDED' }]);
    const { decisionId } = await decision.complete('P_EARLY');
    const { applicationId } = await decision.show(decisionId);
    const id = applicationId as string;
    const officer = await decision.step(id, 'close', note);
    expect(officer.status).toBe(403);
    expect(officer.body.errors).toMatchObject([{ rule: 'NOT_CLOSED_BY_OFFICER' }]);
    expect((await decision.step(id, 'close', note, judge)).body.status).toBe('PERFORMED_CLOSED');
  });

  it('given a breach of the future or from before the grant, or another court, then it is refused', async () => {
    const { id } = await effective();
    const future = await decision.step(id, 'breach', {
      ...aBreach,
      breachedAt: '2026-11-24T00:00:00Z',
    });
    expect(future.body.errors).toMatchObject([{ field: 'breachedAt', rule: 'IN_FUTURE' }]);
    const before = { ...aBreach, breachedAt: '2026-11-22T15:59:59Z' };
    expect((await decision.step(id, 'breach', before)).body.errors).toMatchObject([
      { field: 'breachedAt', rule: 'BEFORE_GRANT' },
    ]);
    const stranger = await decision.as('officer', '皖0103');
    const other = await decision.step(id, 'breach', aBreach, stranger);
    expect(other.body.errors).toMatchObject([{ rule: 'OTHER_COURT' }]);
    const officer = await decision.step(
      id,
      'breach/dismiss',
      {},
      await decision.as('officer', COURT),
    );
    expect(officer.body.errors).toMatchObject([{ rule: 'ROLE' }]);
  });
});

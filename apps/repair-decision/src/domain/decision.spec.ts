import fc from 'fast-check';
import type { Application } from './application.js';
import { approve, withdraw, type Decision } from './decision.js';
import {
  aDraft,
  anApplication,
  approved,
  COURT,
  JUDGE,
  LATER,
  OFFICER,
  PRESIDENT,
} from '../../test/domain-cases.js';
import { draftRevocation } from './revocation.js';
import { issueOrder, type Order } from './order.js';

const about = (decision: Decision, application: Application = anApplication()) => ({
  decision,
  application,
});

describe('approving a draft', () => {
  it('given another person of the court, then it is approved', () => {
    expect(approve(about(aDraft()), JUDGE, LATER)).toMatchObject({
      ok: true,
      value: { status: 'APPROVED', approvedBy: JUDGE.sub, approvedAt: LATER },
    });
  });

  it('given an approved decision, then a second approval is refused', () => {
    const approved = approve(about(aDraft()), JUDGE, LATER);
    const second =
      approved.ok && approve(about(approved.value), { ...JUDGE, sub: 'judge-zhao' }, LATER);
    expect(second).toMatchObject({ ok: false, refusal: { rule: 'ALREADY_DECIDED' } });
  });

  it('given another court, then it is refused', () => {
    expect(approve(about(aDraft()), { ...JUDGE, court: '皖0103' }, LATER)).toMatchObject({
      ok: false,
      refusal: { rule: 'OTHER_COURT' },
    });
  });

  it('given a shield that ended while the draft lay, then it is refused', () => {
    const draft = aDraft({ basis: 'T_TEMP_SHIELD', action: 'SHIELD', shieldUntil: '2026-11-24' });
    expect(approve(about(draft), JUDGE, new Date('2026-11-24T15:59:59Z')).ok).toBe(true);
    expect(approve(about(draft), JUDGE, new Date('2026-11-24T16:00:00Z'))).toMatchObject({
      ok: false,
      refusal: { rule: 'SHIELD_ALREADY_ENDED' },
    });
  });
});

describe('the level that must sign', () => {
  const draft = aDraft({ approvalLevel: 'PRESIDENT' });

  it('given a decision for the president, then a judge may not sign it', () => {
    expect(approve(about(draft), JUDGE, LATER)).toEqual({
      ok: false,
      refusal: { kind: 'forbidden', rule: 'APPROVAL_LEVEL' },
    });
    expect(approve(about(draft), PRESIDENT, LATER)).toMatchObject({
      value: { approvedAs: 'PRESIDENT' },
    });
  });

  it('given a decision for a judge, then the president may sign it too, but not their own draft', () => {
    expect(approve(about(aDraft()), PRESIDENT, LATER).ok).toBe(true);
    expect(approve(about(aDraft({ draftedBy: PRESIDENT.sub })), PRESIDENT, LATER)).toMatchObject({
      refusal: { rule: 'OWN_DRAFT' },
    });
  });
});

describe('withdrawing a draft', () => {
  const reason = '录入有误';

  it('given anybody of its court, then it is withdrawn, and neither approved nor withdrawn again', () => {
    const withdrawn = withdraw(aDraft(), { person: JUDGE, reason, at: LATER });
    expect(withdrawn).toMatchObject({
      ok: true,
      value: { status: 'WITHDRAWN', withdrawal: { by: JUDGE.sub, at: LATER, reason } },
    });
    if (!withdrawn.ok) return;
    for (const again of [
      approve(about(withdrawn.value), JUDGE, LATER),
      withdraw(withdrawn.value, { person: OFFICER, reason, at: LATER }),
    ]) {
      expect(again).toMatchObject({ ok: false, refusal: { rule: 'WITHDRAWN' } });
    }
  });

  it('given another court, or an approved decision, then it is refused', () => {
    const stranger = { ...JUDGE, court: '皖0103' };
    expect(withdraw(aDraft(), { person: stranger, reason, at: LATER })).toMatchObject({
      refusal: { rule: 'OTHER_COURT' },
    });
    const approved = approve(about(aDraft()), JUDGE, LATER);
    expect(approved.ok && withdraw(approved.value, { person: JUDGE, reason, at: LATER })).toEqual({
      ok: false,
      refusal: { kind: 'conflict', rule: 'ALREADY_DECIDED' },
    });
  });
});

const effective = {
  ...anApplication('P_EARLY'),
  status: 'EFFECTIVE' as const,
  decisionId: 'dec_1',
};

describe('invariant 8: nobody approves their own draft', () => {
  const people = fc
    .constantFrom('a', 'b', 'c')
    .map((sub) => ({ sub, court: COURT, rank: 'JUDGE' as const }));

  it('given any drafter and any series of approvers, then the first other person wins, and only they', () => {
    fc.assert(
      fc.property(people, fc.array(people, { maxLength: 6 }), (drafter, approvers) => {
        let decision: Decision = aDraft({ draftedBy: drafter.sub });
        for (const approver of approvers) {
          const verdict = approve(about(decision), approver, LATER);
          if (verdict.ok) decision = verdict.value;
        }
        const other = approvers.find(({ sub }) => sub !== drafter.sub);
        expect(decision.status === 'APPROVED' ? decision.approvedBy : null).toBe(
          other?.sub ?? null,
        );
      }),
    );
  });

  it('given a revocation, then its drafter cannot approve it either', () => {
    const repair = approved(aDraft());
    const order: Order = {
      ...issueOrder(repair, 'ord_1', 1),
      outcome: { result: 'APPLIED', version: 2, at: LATER, announced: true },
    };
    const revocation = draftRevocation(
      { decision: repair, application: effective, order, revoked: false },
      { decisionId: 'dec_2', reasons: '违约', breachedAt: LATER, drafter: JUDGE, at: LATER },
    );
    if (!revocation.ok) throw new Error('not drafted');
    expect(approve(revocation.value, JUDGE, LATER)).toMatchObject({
      ok: false,
      refusal: { rule: 'OWN_DRAFT' },
    });
    expect(approve(revocation.value, OFFICER, LATER).ok).toBe(true);
    const { decision } = revocation.value;
    expect(approve({ decision, application: effective }, OFFICER, LATER)).toMatchObject({
      refusal: { rule: 'STEP_NOT_OPEN', details: { step: 'revocation', state: 'EFFECTIVE' } },
    });
  });
});

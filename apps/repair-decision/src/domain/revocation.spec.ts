import { approve, type Decision } from './decision.js';
import { aDraft, anOrder, JUDGE, LATER, NOON, OFFICER } from '../../test/domain-cases.js';
import type { Order } from './order.js';
import { issueOrder } from './order.js';
import { draftRevocation, type RevocationDraft } from './revocation.js';

const breach: RevocationDraft = {
  decisionId: 'dec_2',
  reasons: '未按计划履行',
  breachedAt: NOON,
  drafter: OFFICER,
  at: LATER,
};
const applied = anOrder({ outcome: { result: 'APPLIED', version: 2, at: LATER } });

function anApproved(changes: Parameters<typeof aDraft>[0] = {}): Decision {
  const verdict = approve(aDraft(changes), JUDGE, LATER);
  if (!verdict.ok) throw new Error('not approved');
  return verdict.value;
}

describe('drafting a revocation', () => {
  it.each(['P_EARLY', 'T_TEMP_SHIELD'] as const)(
    'given an applied repair by %s, then it restores with that same basis',
    (basis) => {
      const decision = anApproved({ basis });
      expect(draftRevocation({ decision, order: applied, revoked: false }, breach)).toMatchObject({
        ok: true,
        value: {
          kind: 'REVOCATION',
          status: 'DRAFTED',
          action: 'RESTORE',
          revokes: 'dec_1',
          basis,
        },
      });
    },
  );

  const refused: Order['outcome'] = { result: 'REFUSED', reason: 'OLDER_ORDER', at: LATER };
  it.each<[string, Decision, Order | null, boolean, string]>([
    ['a mandatory exit', anApproved({ basis: 'D1_PERFORMED' }), applied, false, 'NOT_RESTORABLE'],
    ['a draft', aDraft(), null, false, 'NOT_APPROVED'],
    ['an unanswered order', anApproved(), anOrder(), false, 'NOT_APPLIED'],
    ['a refused order', anApproved(), anOrder({ outcome: refused }), false, 'NOT_APPLIED'],
    ['a revocation under way', anApproved(), applied, true, 'ALREADY_DECIDED'],
  ])('given %s, then it is refused', (_case, decision, order, revoked, rule) => {
    expect(draftRevocation({ decision, order, revoked }, breach)).toEqual({
      ok: false,
      refusal: { kind: 'conflict', rule },
    });
  });

  it('given a breach of the future, then it is refused', () => {
    const future = { ...breach, breachedAt: new Date(LATER.getTime() + 1) };
    const decision = anApproved();
    expect(draftRevocation({ decision, order: applied, revoked: false }, future)).toMatchObject({
      ok: false,
      refusal: { rule: 'IN_FUTURE', field: 'breachedAt' },
    });
  });

  it('given another court, then it is refused', () => {
    const decision = anApproved();
    const drafter = { sub: 'officer-x', court: '皖0103' };
    expect(
      draftRevocation({ decision, order: applied, revoked: false }, { ...breach, drafter }),
    ).toMatchObject({ ok: false, refusal: { rule: 'OTHER_COURT' } });
  });
});

describe('the order that a decision issues', () => {
  it('given a shield, then it carries its last day; any other carries none', () => {
    const shield = anApproved({
      basis: 'T_TEMP_SHIELD',
      action: 'SHIELD',
      shieldUntil: '2027-05-31',
    });
    if (shield.status !== 'APPROVED') throw new Error('not approved');
    expect(issueOrder(shield, 'ord_1', 3)).toMatchObject({ orderNo: 3, until: '2027-05-31' });
    const removal = anApproved();
    if (removal.status !== 'APPROVED') throw new Error('not approved');
    expect(issueOrder(removal, 'ord_2', 1)).toMatchObject({ action: 'REMOVE', until: null });
  });
});

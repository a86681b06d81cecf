import type { Decision } from './decision.js';
import {
  aDraft,
  anApplication,
  anOrder,
  approved,
  LATER,
  NOON,
  OFFICER,
} from '../../test/domain-cases.js';
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
const applied = anOrder({
  outcome: { result: 'APPLIED', version: 2, at: LATER, announced: true },
});
const application = {
  ...anApplication('P_EARLY'),
  status: 'EFFECTIVE' as const,
  decisionId: 'dec_1',
};

function anApproved(changes: Parameters<typeof aDraft>[0] = {}) {
  return approved(aDraft(changes));
}

describe('drafting a revocation', () => {
  it.each(['P_EARLY', 'T_TEMP_SHIELD'] as const)(
    'given an applied repair by %s, then it restores with that same basis',
    (basis) => {
      const decision = anApproved({ basis });
      expect(
        draftRevocation({ decision, application, order: applied, revoked: false }, breach),
      ).toMatchObject({
        ok: true,
        value: {
          application: { status: 'BREACH_ALLEGED', steps: { breach: { allegedBy: 'REVOCATION' } } },
          decision: {
            kind: 'REVOCATION',
            status: 'DRAFTED',
            action: 'RESTORE',
            revokes: 'dec_1',
            basis,
          },
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
    [
      'an end before publication',
      anApproved({ basis: 'P_EARLY' }),
      anOrder({ outcome: { result: 'APPLIED', version: 2, at: LATER, announced: false } }),
      false,
      'NOT_RESTORABLE',
    ],
    ['a revocation under way', anApproved(), applied, true, 'ALREADY_DECIDED'],
  ])('given %s, then it is refused', (_case, decision, order, revoked, rule) => {
    expect(draftRevocation({ decision, application, order, revoked }, breach)).toEqual({
      ok: false,
      refusal: { kind: 'conflict', rule },
    });
  });

  it('given what was promised is done, then there is nothing left to break', () => {
    const closed = { ...application, status: 'PERFORMED_CLOSED' as const };
    const revocable = { decision: anApproved(), application: closed, order: applied };
    expect(draftRevocation({ ...revocable, revoked: false }, breach)).toMatchObject({
      refusal: { rule: 'STEP_NOT_OPEN', details: { step: 'breach', state: 'PERFORMED_CLOSED' } },
    });
  });

  it('given a breach of the future, then it is refused', () => {
    const future = { ...breach, breachedAt: new Date(LATER.getTime() + 1) };
    const decision = anApproved();
    expect(
      draftRevocation({ decision, application, order: applied, revoked: false }, future),
    ).toMatchObject({
      ok: false,
      refusal: { rule: 'IN_FUTURE', field: 'breachedAt' },
    });
  });

  it('given another court, then it is refused', () => {
    const decision = anApproved();
    const drafter = { ...OFFICER, court: '皖0103' };
    expect(
      draftRevocation(
        { decision, application, order: applied, revoked: false },
        { ...breach, drafter },
      ),
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
    expect(issueOrder(shield, 'ord_1', 3)).toMatchObject({ orderNo: 3, until: '2027-05-31' });
    const removal = anApproved();
    expect(issueOrder(removal, 'ord_2', 1)).toMatchObject({ action: 'REMOVE', until: null });
  });
});

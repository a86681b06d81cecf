import type { Basis, LiftBasis } from '#contracts';
import { aListing, NOON } from '../../test/domain-cases.js';
import { decideLifts, type Lift } from './lift.js';
import type { ReadRestriction } from './listing-reading.js';

const restriction = (id: string, changes: Partial<ReadRestriction> = {}): ReadRestriction => ({
  id,
  kind: 'SPENDING',
  state: 'ACTIVE',
  boundRole: 'DEBTOR',
  ...changes,
});
const lift = (
  restrictionRef: string,
  basis: LiftBasis = 'R_PERFORMED',
  until: string | null = null,
): Lift => ({ restrictionRef, basis, until });

function decide(basis: Basis, lifts: Lift[], restrictions: ReadRestriction[]) {
  return decideLifts({ basis, lifts, listing: aListing({ restrictions }), at: NOON });
}

describe('full performance', () => {
  const bound = [
    restriction('rst_1'),
    restriction('rst_2', { boundRole: 'LEGAL_REPRESENTATIVE', state: 'TEMP_LIFTED' }),
    restriction('rst_3', { state: 'LIFTED' }),
    restriction('rst_4', { kind: 'EXIT' }),
  ];

  it.each(['D1_PERFORMED', 'D2_SETTLED_PERFORMED'] as const)(
    'given %s, then every 限制消费 of the case must be named, and only those are missing',
    (basis) => {
      expect(decide(basis, [lift('rst_1')], bound)).toEqual({
        ok: false,
        refusal: {
          kind: 'conflict',
          rule: 'LIFT_REQUIRED',
          details: {
            restrictions: [{ id: 'rst_2', kind: 'SPENDING', boundRole: 'LEGAL_REPRESENTATIVE' }],
          },
        },
      });
      expect(decide(basis, [lift('rst_1'), lift('rst_2')], bound).ok).toBe(true);
      const forAWhile = lift('rst_1', 'R_TEMPORARY_NEED', '2026-12-01');
      expect(decide(basis, [forAWhile, lift('rst_2')], bound)).toMatchObject({
        refusal: { rule: 'LIFT_REQUIRED', details: { restrictions: [{ id: 'rst_1' }] } },
      });
    },
  );

  it.each(['D3_CREDITOR_REQUEST', 'D4_TERMINATED_NO_ASSETS', 'P_EARLY', 'T_TEMP_SHIELD'] as const)(
    'given %s, then nothing is lifted unless it is named',
    (basis) => {
      expect(decide(basis, [], bound)).toEqual({ ok: true, value: [] });
    },
  );

  it('given no restriction, then there is nothing to name', () => {
    expect(decide('D1_PERFORMED', [], [])).toEqual({ ok: true, value: [] });
  });
});

describe('what may be lifted', () => {
  const bound = [restriction('rst_1'), restriction('rst_4', { kind: 'EXIT' })];

  it.each<[string, Basis, Lift[], string, string]>([
    ['nothing at all', 'R_GUARANTEE', [], 'REQUIRED', 'liftRestrictions'],
    [
      'another case’s',
      'P_EARLY',
      [lift('rst_9')],
      'UNKNOWN_RESTRICTION',
      'liftRestrictions.0.restrictionId',
    ],
    [
      'one twice',
      'P_EARLY',
      [lift('rst_1'), lift('rst_1')],
      'RESTRICTION_TWICE',
      'liftRestrictions',
    ],
    [
      'one on another basis',
      'R_GUARANTEE',
      [lift('rst_1')],
      'NOT_LIFTABLE',
      'liftRestrictions.0.basis',
    ],
    [
      'one for good, with a last day',
      'P_EARLY',
      [lift('rst_1', 'R_GUARANTEE', '2026-12-01')],
      'LIFT_ONLY',
      'liftRestrictions.0.until',
    ],
    [
      'an exit for a funeral',
      'R_TEMPORARY_NEED',
      [lift('rst_4', 'R_TEMPORARY_NEED', '2026-12-01')],
      'NOT_LIFTABLE',
      'liftRestrictions.0.basis',
    ],
    [
      'a need without end',
      'R_TEMPORARY_NEED',
      [lift('rst_1', 'R_TEMPORARY_NEED')],
      'REQUIRED',
      'liftRestrictions.0.until',
    ],
    [
      'a need of yesterday',
      'R_TEMPORARY_NEED',
      [lift('rst_1', 'R_TEMPORARY_NEED', '2026-11-22')],
      'NOT_IN_FUTURE',
      'liftRestrictions.0.until',
    ],
    [
      'more than a month',
      'R_TEMPORARY_NEED',
      [lift('rst_1', 'R_TEMPORARY_NEED', '2026-12-24')],
      'LIFT_TOO_LONG',
      'liftRestrictions.0.until',
    ],
  ])('given %s, then it is refused by name', (_case, basis, lifts, rule, field) => {
    expect(decide(basis, lifts, bound)).toEqual({
      ok: false,
      refusal: { kind: 'invalid', rule, field },
    });
  });

  it('given a month to the day, then it is lifted for that long', () => {
    const need = [lift('rst_1', 'R_TEMPORARY_NEED', '2026-12-23')];
    expect(decide('R_TEMPORARY_NEED', need, bound)).toEqual({ ok: true, value: need });
  });
});

describe('whose restriction a basis lifts', () => {
  const roles = ['DEBTOR', 'LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'ACTUAL_CONTROLLER'] as const;
  const officers = ['LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'ACTUAL_CONTROLLER'];

  it.each<[LiftBasis, ReadRestriction['kind'], readonly string[]]>([
    ['R_PERFORMED', 'SPENDING', roles],
    ['R_PERFORMED', 'EXIT', roles],
    ['R_GUARANTEE', 'EXIT', roles],
    ['R_CREDITOR_CONSENT', 'SPENDING', roles],
    ['R_REPRESENTATIVE_CHANGED', 'SPENDING', ['LEGAL_REPRESENTATIVE', 'PRINCIPAL']],
    ['R_REPRESENTATIVE_CHANGED', 'EXIT', []],
    ['R_PRIVATE_SPENDING', 'SPENDING', officers],
    ['R_PRIVATE_SPENDING', 'EXIT', []],
    ['R_TEMPORARY_NEED', 'SPENDING', officers],
    ['R_TEMPORARY_NEED', 'EXIT', []],
  ])('given a unit, %s and %s, then it is that of %j', (basis, kind, who) => {
    const until = basis === 'R_TEMPORARY_NEED' ? '2026-12-01' : null;
    const lifted = roles.filter((boundRole) => {
      const restrictions = [restriction('rst_1', { kind, boundRole })];
      const listing = aListing({ restrictions, subjectType: 'UNIT' });
      return decideLifts({ basis, lifts: [lift('rst_1', basis, until)], listing, at: NOON }).ok;
    });
    expect(lifted).toEqual(who);
  });
});

import fc from 'fast-check';
import {
  BOUND_ROLES,
  LIFT_BASES,
  RESTRICTION_KINDS,
  type BoundRole,
  type LiftBasis,
  type RestrictionKind,
} from '#contracts';
import { decideLift, liftRule, type OrderedLift } from './lift-rules.js';
import {
  endTemporaryLift,
  evolveRestriction,
  impose,
  stateOn,
  type Restriction,
} from './restriction.js';

const TODAY = '2026-11-23';
const ANYONE = BOUND_ROLES;
const OFFICERS = BOUND_ROLES.filter((role) => role !== 'DEBTOR');

function bound(kind: RestrictionKind, boundRole: BoundRole, bindsPerson = true): Restriction {
  return impose({ id: 'rst', listingId: 'lst', courtCode: '皖0104', kind, boundRole, bindsPerson });
}

/** An order for good, or for a while where the basis allows nothing else. */
function ordered(basis: LiftBasis, more: Partial<OrderedLift> = {}): OrderedLift {
  const isTemporary = basis === 'R_TEMPORARY_NEED';
  return {
    basis,
    until: isTemporary ? '2026-12-10' : null,
    approvedBy: isTemporary ? 'PRESIDENT' : 'JUDGE',
    effectiveOn: TODAY,
    ...more,
  };
}

/** The whole law of lifting: who is released, and whether the court has a choice. */
const LAW: [LiftBasis, RestrictionKind, 'MUST' | 'MAY' | null, readonly BoundRole[]][] = [
  ['R_PERFORMED', 'SPENDING', 'MUST', ANYONE],
  ['R_PERFORMED', 'EXIT', 'MUST', ANYONE],
  ['R_GUARANTEE', 'SPENDING', 'MUST', ANYONE],
  ['R_GUARANTEE', 'EXIT', 'MAY', ANYONE],
  ['R_CREDITOR_CONSENT', 'SPENDING', 'MUST', ANYONE],
  ['R_CREDITOR_CONSENT', 'EXIT', 'MAY', ANYONE],
  ['R_REPRESENTATIVE_CHANGED', 'SPENDING', 'MUST', ['LEGAL_REPRESENTATIVE', 'PRINCIPAL']],
  ['R_REPRESENTATIVE_CHANGED', 'EXIT', null, []],
  ['R_PRIVATE_SPENDING', 'SPENDING', 'MUST', OFFICERS],
  ['R_PRIVATE_SPENDING', 'EXIT', null, []],
  ['R_TEMPORARY_NEED', 'SPENDING', 'MAY', ANYONE],
  ['R_TEMPORARY_NEED', 'EXIT', null, []],
];

describe('which basis lifts which restriction', () => {
  it('says so for each basis and kind', () => {
    expect(LAW).toHaveLength(LIFT_BASES.length * RESTRICTION_KINDS.length);
  });

  describe.each(LAW)('%s of %s', (basis, kind, duty, roles) => {
    it(`is ${duty ?? 'no way out'}`, () => {
      expect(liftRule(basis, kind)?.duty ?? null).toBe(duty);
    });

    it.each(BOUND_ROLES)('binding a person as %s', (role) => {
      const lift = decideLift(bound(kind, role), ordered(basis), TODAY);
      expect(lift !== null).toBe(roles.includes(role));
    });
  });

  it('given a unit that is bound itself, then no temporary need: a unit does not fall ill', () => {
    const unit = bound('SPENDING', 'DEBTOR', false);
    expect(decideLift(unit, ordered('R_TEMPORARY_NEED'), TODAY)).toBeNull();
    expect(decideLift(unit, ordered('R_PERFORMED'), TODAY)).toMatchObject({ state: 'LIFTED' });
  });
});

describe('a temporary lift', () => {
  const need = (more: Partial<OrderedLift>) =>
    decideLift(bound('SPENDING', 'DEBTOR'), ordered('R_TEMPORARY_NEED', more), TODAY);

  it.each([
    ['of a day', TODAY, true],
    ['of a month', '2026-12-23', true],
    ['of a month and a day', '2026-12-24', false],
    ['that is over', '2026-11-22', false],
    ['without an end', null, false],
  ])('%s', (_what, until, isAllowed) => {
    expect(need({ until }) !== null).toBe(isAllowed);
  });

  it('given the last day of January, then it ends with February', () => {
    const active = bound('SPENDING', 'DEBTOR');
    const until = (day: string) =>
      ordered('R_TEMPORARY_NEED', { effectiveOn: '2027-01-31', until: day });
    expect(decideLift(active, until('2027-02-28'), '2027-01-31')).not.toBeNull();
    expect(decideLift(active, until('2027-03-01'), '2027-01-31')).toBeNull();
  });

  it('given an order for later, then its month is counted from now: it lifts as soon as it arrives', () => {
    expect(need({ effectiveOn: '2026-12-20', until: '2026-12-23' })).not.toBeNull();
    expect(need({ effectiveOn: '2026-12-20', until: '2027-01-10' })).toBeNull();
  });

  it.each(['JUDGE', null] as const)('given approval by %s, then it is refused', (approvedBy) => {
    expect(need({ approvedBy })).toBeNull();
  });

  it('given any other basis, then there is no end to name', () => {
    const active = bound('SPENDING', 'DEBTOR');
    const lift = ordered('R_PERFORMED', { until: '2026-12-10', approvedBy: 'PRESIDENT' });
    expect(decideLift(active, lift, TODAY)).toBeNull();
  });

  it('while it lasts, then no other may follow it; once over, it binds again and may', () => {
    const active = bound('SPENDING', 'DEBTOR');
    const lifted = evolveRestriction(
      active,
      decideLift(active, ordered('R_TEMPORARY_NEED'), TODAY)!,
    );
    const again = ordered('R_TEMPORARY_NEED', { until: '2026-12-20' });
    expect(decideLift(lifted, again, TODAY)).toBeNull();
    expect(endTemporaryLift(lifted, '2026-12-10')).toBeNull();
    expect(stateOn(lifted, '2026-12-10')).toBe('TEMP_LIFTED');
    expect(stateOn(lifted, '2026-12-11')).toBe('ACTIVE');
    const bindsAgain = evolveRestriction(lifted, endTemporaryLift(lifted, '2026-12-11')!);
    expect(bindsAgain).toEqual({ ...active, version: 3 });
    const later = { ...again, effectiveOn: '2026-12-11' };
    expect(decideLift(bindsAgain, later, '2026-12-11')).not.toBeNull();
  });
});

describe('the states of a restriction', () => {
  const days = fc.integer({ min: 0, max: 90 });
  const dayOf = (n: number) => new Date(Date.UTC(2026, 10, 1 + n)).toISOString().slice(0, 10);
  const command = fc.record({
    basis: fc.constantFrom(...LIFT_BASES),
    until: fc.option(days.map(dayOf)),
    approvedBy: fc.constantFrom('JUDGE' as const, 'PRESIDENT' as const, null),
    /** Days that go by first. */
    later: fc.integer({ min: 0, max: 20 }),
    timerRuns: fc.boolean(),
  });

  it('given any orders and timers, then it ends lifted for good at most once, and never binds less than the law says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RESTRICTION_KINDS),
        fc.constantFrom(...BOUND_ROLES),
        fc.array(command, { maxLength: 12 }),
        (kind, role, commands) => {
          let now = bound(kind, role);
          let day = 0;
          for (const { later, timerRuns, ...order } of commands) {
            day += later;
            const today = dayOf(day);
            const before = now;
            const ended = timerRuns ? endTemporaryLift(now, today) : null;
            if (ended) now = evolveRestriction(now, ended);
            const lift = decideLift(now, { ...order, effectiveOn: today }, today);
            if (lift) now = evolveRestriction(now, lift);

            expect(now.version).toBe(before.version + (ended ? 1 : 0) + (lift ? 1 : 0));
            expect((now.state === 'TEMP_LIFTED') === (now.until !== null)).toBe(true);
            if (before.state === 'LIFTED') expect(now).toEqual(before);
            if (kind === 'EXIT') expect(now.state).not.toBe('TEMP_LIFTED');
            if (lift?.state === 'TEMP_LIFTED') expect(order.approvedBy).toBe('PRESIDENT');
            if (timerRuns) expect(stateOn(now, today)).toBe(now.state);
          }
        },
      ),
    );
  });
});

import { addMonths, shanghaiDate } from '#calendar';
import type { Basis, LiftBasis } from '#contracts';
import { actionOf, isFullPerformance, isLiftBasis } from './basis.js';
import type { ListingReading, ReadRestriction } from './listing-reading.js';
import { conflicting, grant, invalidating, type Verdict } from './verdict.js';

/** A restriction that a decision lifts, and why. */
export interface Lift {
  restrictionRef: string;
  basis: LiftBasis;
  /** Last day of a temporary lift (YYYY-MM-DD); null where it is lifted for good. */
  until: string | null;
}

export interface LiftsAsked {
  basis: Basis;
  lifts: readonly Lift[];
  listing: ListingReading;
  at: Date;
}

/** 法发〔2019〕35号 §17(3): at most a month. */
const MOST_MONTHS = 1;
const FIELD = 'liftRestrictions';

/**
 * Decides which restrictions a decision may and must lift. Nothing cascades: each is named, and the
 * registry lifts those alone. A LIFT names at least one; full performance names every 限制消费 that the
 * case still has, for good, because it must be lifted with it (法〔2021〕322号 §23).
 */
export function decideLifts(asked: LiftsAsked): Verdict<Lift[]> {
  const { basis, lifts, listing } = asked;
  if (actionOf(basis) === 'LIFT' && lifts.length === 0) return invalidating('REQUIRED', FIELD);
  for (const [place, lift] of lifts.entries()) {
    const verdict = decideLift(asked, lift, `${FIELD}.${place}`);
    if (!verdict.ok) return verdict;
  }
  if (new Set(lifts.map(({ restrictionRef }) => restrictionRef)).size < lifts.length) {
    return invalidating('RESTRICTION_TWICE', FIELD);
  }
  const missing = isFullPerformance(basis) ? unlifted(listing, lifts) : [];
  if (missing.length > 0) return conflicting('LIFT_REQUIRED', { restrictions: missing });
  return grant([...lifts]);
}

/** The restrictions that still bind somebody; a temporary lift ends by itself, so it counts. */
export function binding({ restrictions }: ListingReading): ReadRestriction[] {
  return restrictions.filter(({ state }) => state !== 'LIFTED');
}

function decideLift({ basis, listing, at }: LiftsAsked, lift: Lift, field: string): Verdict<Lift> {
  const restriction = binding(listing).find(({ id }) => id === lift.restrictionRef);
  if (!restriction) return invalidating('UNKNOWN_RESTRICTION', `${field}.restrictionId`);
  if ((isLiftBasis(basis) && lift.basis !== basis) || !lifts(lift.basis, restriction, listing)) {
    return invalidating('NOT_LIFTABLE', `${field}.basis`);
  }
  if (lift.basis !== 'R_TEMPORARY_NEED') {
    return lift.until === null ? grant(lift) : invalidating('LIFT_ONLY', `${field}.until`);
  }
  if (lift.until === null) return invalidating('REQUIRED', `${field}.until`);
  const today = shanghaiDate(at);
  if (lift.until < today) return invalidating('NOT_IN_FUTURE', `${field}.until`);
  return lift.until > addMonths(today, MOST_MONTHS)
    ? invalidating('LIFT_TOO_LONG', `${field}.until`)
    : grant(lift);
}

/**
 * Whether this basis can lift that restriction at all. The three grounds of 法发〔2019〕35号 §17 speak of
 * 限制消费 alone, and of certain people. An outlook, as with listings: the registry decides.
 */
function lifts(
  basis: LiftBasis,
  { kind, boundRole }: ReadRestriction,
  { subjectType }: ListingReading,
): boolean {
  switch (basis) {
    case 'R_PERFORMED':
    case 'R_GUARANTEE':
    case 'R_CREDITOR_CONSENT':
      return true;
    case 'R_REPRESENTATIVE_CHANGED':
      return kind === 'SPENDING' && ['LEGAL_REPRESENTATIVE', 'PRINCIPAL'].includes(boundRole);
    case 'R_PRIVATE_SPENDING':
      return kind === 'SPENDING' && boundRole !== 'DEBTOR';
    case 'R_TEMPORARY_NEED':
      // A unit travels nowhere.
      return kind === 'SPENDING' && !(boundRole === 'DEBTOR' && subjectType === 'UNIT');
  }
}

function unlifted(listing: ListingReading, lifts: readonly Lift[]) {
  return binding(listing)
    .filter(
      ({ kind, id }) =>
        kind === 'SPENDING' &&
        !lifts.some(({ restrictionRef, until }) => restrictionRef === id && until === null),
    )
    .map(({ id, kind, boundRole }) => ({ id, kind, boundRole }));
}

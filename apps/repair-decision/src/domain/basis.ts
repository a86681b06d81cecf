import {
  isRemovalBasis,
  LIFT_BASES,
  type Basis,
  type LiftBasis,
  type OrderAction,
} from '#contracts';

/** What a court orders when it grants a repair, a correction or a lift on this basis. */
export function actionOf(basis: Basis): GrantedAction {
  if (basis === 'T_TEMP_SHIELD') return 'SHIELD';
  if (basis === 'X_CORRECTED') return 'CORRECT';
  return isRemovalBasis(basis) ? 'REMOVE' : 'LIFT';
}
export type GrantedAction = Exclude<OrderAction, 'RESTORE'>;

/**
 * Whether a listing in this state can still take a repair on this basis. An outlook at the time of
 * filing, so that nobody works on what cannot succeed; the registry alone decides when the order comes.
 * What was never valid (X) leaves history too, so an ended listing can still be revoked as an error.
 */
export function isOpenTo(
  basis: Basis,
  { state, exits }: { state: string; exits?: readonly Basis[] | undefined },
): boolean {
  switch (actionOf(basis)) {
    case 'REMOVE':
      if (exits) return exits.includes(basis);
      return (
        isOnTheWayOrListed(state) ||
        (basis === 'X_REVOKED_ERROR' && ['DELETED', 'EXPIRED_DELETED'].includes(state))
      );
    case 'SHIELD':
      return state === 'PUBLISHED';
    case 'CORRECT':
      return isOnTheWayOrListed(state);
    case 'LIFT':
      // A restriction outlives the listing where the debt does (D4, D5, P).
      return true;
  }
}

function isOnTheWayOrListed(state: string): boolean {
  return ['DECIDED', 'GRACE', 'PUBLISHED', 'SHIELDED'].includes(state);
}

/**
 * Whether a breach may bring the listing back. Not after a mandatory exit (Art 10): there the debt is
 * settled, and the person can only be listed anew, as a new record.
 */
export function isRestorable(basis: Basis): boolean {
  return basis === 'P_EARLY' || basis === 'T_TEMP_SHIELD';
}

/** The debt of this case is paid in full, so that 限制消费 has lost its reason too (法〔2021〕322号 §23). */
export function isFullPerformance(basis: Basis): boolean {
  return basis === 'D1_PERFORMED' || basis === 'D2_SETTLED_PERFORMED';
}

/**
 * Whether a listing that left on this basis left because its debtor's credit was repaired. Where
 * enforcement ended, stands still or the term is over (D4–D7, E), the record is gone and no more is said:
 * the debt may be unpaid.
 */
export function provesRepair(basis: Basis): boolean {
  return !GONE_WITHOUT_REPAIR.some((each) => each === basis);
}

const GONE_WITHOUT_REPAIR: readonly Basis[] = [
  'D4_TERMINATED_NO_ASSETS',
  'D5_STAYED',
  'D6_NOT_ENFORCED',
  'D7_CLOSED',
  'E_TERM_EXPIRED',
];

export function isLiftBasis(basis: Basis): basis is LiftBasis {
  return LIFT_BASES.some((each) => each === basis);
}

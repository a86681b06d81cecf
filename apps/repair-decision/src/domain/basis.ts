import { isRemovalBasis, type Basis, type OrderAction } from '#contracts';

/** What a court orders when it grants a repair, a correction or a lift on this basis. */
export function actionOf(basis: Basis): OrderAction {
  if (basis === 'T_TEMP_SHIELD') return 'SHIELD';
  if (basis === 'X_CORRECTED') return 'CORRECT';
  return isRemovalBasis(basis) ? 'REMOVE' : 'LIFT';
}

/**
 * Whether a listing in this state can still take a repair on this basis. An outlook at the time of
 * filing, so that nobody works on what cannot succeed; the registry alone decides when the order comes.
 */
export function isOpenTo(basis: Basis, listingState: string): boolean {
  switch (actionOf(basis)) {
    case 'REMOVE':
      return listingState === 'PUBLISHED' || listingState === 'SHIELDED';
    case 'SHIELD':
      return listingState === 'PUBLISHED';
    case 'CORRECT':
    case 'LIFT':
    case 'RESTORE':
      return false;
  }
}

/**
 * Whether a breach may bring the listing back. Not after a mandatory exit (Art 10): there the debt is
 * settled, and the person can only be listed anew, as a new record.
 */
export function isRestorable(basis: Basis): boolean {
  return basis === 'P_EARLY' || basis === 'T_TEMP_SHIELD';
}

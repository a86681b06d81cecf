import type { Basis, OrderAction } from '#contracts';

/**
 * What a court orders when it grants a repair on this basis (法释〔2017〕7号):
 * 已履行 (Art 10(1)) and 提前删除 (Art 2 ¶2) remove the listing, 暂时屏蔽 (local repair rules) shields it.
 */
export function actionOf(basis: Basis): OrderAction {
  switch (basis) {
    case 'D1_PERFORMED':
    case 'P_EARLY':
      return 'REMOVE';
    case 'T_TEMP_SHIELD':
      return 'SHIELD';
  }
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
    case 'RESTORE':
      return false;
  }
}

/**
 * Whether a breach may bring the listing back. Not after a mandatory exit (Art 10): there the debt is
 * settled, and the person can only be listed anew, as a new record.
 */
export function isRestorable(basis: Basis): boolean {
  switch (basis) {
    case 'D1_PERFORMED':
      return false;
    case 'P_EARLY':
    case 'T_TEMP_SHIELD':
      return true;
  }
}

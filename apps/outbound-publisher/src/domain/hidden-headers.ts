/** What stands in for a signature: whoever may read attempts need not be able to pass for us. */
export const HIDDEN = '…';
export const HIDDEN_SIGNATURES = `v1,${HIDDEN} v1a,${HIDDEN}`;

import type { Basis } from '#contracts';

/**
 * What the law commands once its ground is there: the exits of Art 10 ¶1 (1), (2), (4)–(7) and ¶2, the
 * corrections of Art 9, and the lifting of 限制消费 and 限制出境 after full performance. No rule of a
 * court's own may stand in their way. Not Art 10(3), which the court reviews (法院审查同意), and not the
 * lifts that are a duty for one kind of restriction only.
 */
const COMMANDED: Record<Basis, boolean> = {
  D1_PERFORMED: true,
  D2_SETTLED_PERFORMED: true,
  D3_CREDITOR_REQUEST: false,
  D4_TERMINATED_NO_ASSETS: true,
  D5_STAYED: true,
  D6_NOT_ENFORCED: true,
  D7_CLOSED: true,
  E_TERM_EXPIRED: true,
  P_EARLY: false,
  X_REVOKED_ERROR: true,
  T_TEMP_SHIELD: false,
  X_CORRECTED: true,
  R_PERFORMED: true,
  R_GUARANTEE: false,
  R_CREDITOR_CONSENT: false,
  R_REPRESENTATIVE_CHANGED: false,
  R_PRIVATE_SPENDING: false,
  R_TEMPORARY_NEED: false,
};

/** Whether the court must act once the ground is there, whatever else is held against the debtor. */
export function isCommanded(basis: Basis): boolean {
  return COMMANDED[basis];
}

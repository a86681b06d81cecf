import type { Basis } from '#contracts';
import type { Restriction, RestrictionLift } from './restriction.js';

/**
 * Full performance (D1, D2) ends every 限制消费 of the case together with the listing (法〔2021〕322号 §23).
 * Whether an order would leave one behind: imposed after the decision was drafted, it is in none of its
 * lines, and lifting what a court did not name would be worse than sending the order back.
 */
export function leavesSpendingBound(
  basis: Basis,
  bound: number,
  lifts: readonly { before: Restriction; lift: RestrictionLift | null }[],
): boolean {
  if (basis !== 'D1_PERFORMED' && basis !== 'D2_SETTLED_PERFORMED') return false;
  const ended = lifts.filter(
    ({ before, lift }) => before.kind === 'SPENDING' && lift?.state === 'LIFTED',
  );
  return ended.length < bound;
}

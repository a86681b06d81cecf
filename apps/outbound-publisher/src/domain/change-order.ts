export interface ChangePosition {
  version: number;
  /** Null for a listing's first change. */
  previousVersion: number | null;
}

/** `hold`: its predecessor is still under way. `ignore`: an equal or newer one was taken in. */
export type Turn = 'take-in' | 'hold' | 'ignore';

/**
 * Whether it is a change's turn, given the newest version taken in (null: none). The first seen may
 * be any, because the publisher may start later than the registry; versions may jump.
 */
export function turnOf(change: ChangePosition, head: number | null): Turn {
  if (head === null) return 'take-in';
  if (change.version <= head) return 'ignore';
  return change.previousVersion === null || change.previousVersion <= head ? 'take-in' : 'hold';
}

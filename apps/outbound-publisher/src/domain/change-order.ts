export interface ChangePosition {
  version: number;
  /** Null for a listing's first change, and for the first lift of a restriction that was announced. */
  previousVersion: number | null;
}

/** What was taken in before. */
export interface Known {
  /** The newest version of the same listing or restriction; null: none. */
  head: number | null;
  /** Whether its listing is known; of a listing's own change nobody asks. */
  listing: boolean;
}

/**
 * `await-listing`, `await-predecessor`: what it follows is still under way. `ignore`: an equal or newer
 * one was taken in.
 */
export type Turn = 'take-in' | 'await-listing' | 'await-predecessor' | 'ignore';

/**
 * Whether it is a change's turn. The first seen of a listing may be any, because the publisher may
 * start later than the registry; versions may jump.
 *
 * A lift waits for its listing: whom it concerns hangs on who was told of the listing, and the two
 * come on different keys, in either order. Taken in too early it would reach nobody, for good.
 */
export function turnOf(change: ChangePosition, { head, listing }: Known): Turn {
  if (head !== null && change.version <= head) return 'ignore';
  if (!listing) return 'await-listing';
  if (head === null || change.previousVersion === null) return 'take-in';
  return change.previousVersion <= head ? 'take-in' : 'await-predecessor';
}

import type { Change } from './change.js';

type ChangeType = Change['type'];

/** Takes a listing out of sight: whoever was told of it has to hear of this. */
const REMOVALS = [
  'listing.removed.v1',
  'listing.revoked.v1',
  'listing.shielded.v1',
] as const satisfies ChangeType[];

/**
 * What else must be taken by whoever takes a change: a copy that nobody corrects or removes is the
 * very harm that this system is against. A subscriber may ask for removals alone, for removals and
 * their undoing only together, and may leave lifts of restrictions out, of which no publication tells.
 */
const TAKEN_WITH: Record<ChangeType, readonly ChangeType[]> = {
  'listing.published.v1': [...REMOVALS, 'listing.restored.v1', 'listing.corrected.v1'],
  'listing.restored.v1': [...REMOVALS, 'listing.corrected.v1'],
  // It is told of what is listed, be it only of the corrected part.
  'listing.corrected.v1': [...REMOVALS, 'listing.restored.v1'],
  // 撤销修复: it goes to all who were told of what it undoes.
  'listing.removed.v1': ['listing.restored.v1'],
  'listing.shielded.v1': ['listing.restored.v1'],
  'listing.revoked.v1': [],
  'restriction.lifted.v1': [],
};

/** Change types that a scope leaves out although it takes one that needs them; none where all is well. */
export function missingChangeTypes(taken: readonly ChangeType[]): ChangeType[] {
  const needed = new Set(taken.flatMap((type) => TAKEN_WITH[type]));
  return [...needed].filter((type) => !taken.includes(type));
}

import type { Member, Sent } from './evidence.js';

const TOLD_TO_ALL: ReadonlySet<string> = new Set(['listing.published.v1', 'listing.restored.v1']);

/**
 * Invariant 2, told a second time and independently of the publisher: who is owed what, from the order
 * in which changes were taken in. One that came late begins with the first thing that it is owed (`has`),
 * at the latest with what was sent after it had subscribed; from there on it is told like everybody else.
 */
export function expectedOf(
  { courts, late }: Pick<Member, 'courts' | 'late'>,
  order: readonly Sent[],
  has: ReadonlySet<string>,
): Set<string> {
  const expected = new Set<string>();
  const holds = new Set<string>();
  let isIn = late === null;
  for (const { eventId, no, listing, type, court } of order) {
    isIn ||= has.has(eventId) || (late !== null && no >= late);
    if (!isIn || (courts !== null && !courts.includes(court))) continue;
    if (!TOLD_TO_ALL.has(type) && !holds.has(listing)) continue;
    expected.add(eventId);
    holds.add(listing);
  }
  return expected;
}

import type { ListingChange, RestrictionLifted } from '#contracts';

/** What subscribers are told of, one obligation each: a listing changed, or a restriction was lifted. */
export type Change = ListingChange | RestrictionLifted;

/** The restriction that a change is about; null where it is about the listing itself. */
export function restrictionOf(change: Change): string | null {
  return change.type === 'restriction.lifted.v1' ? change.data.restrictionRef : null;
}

/** Whose versions count: a restriction has a chain of its own, whatever happens to its listing. */
export function aggregateOf(change: Change): string {
  return restrictionOf(change) ?? change.data.listingRef;
}

import type { Scope } from './contract.js';
import { scopeTakesListing, type ScopedListing } from './scope.js';

/** A subscriber fetched the list as it stood at a place in the intake, cut to the scope it then had. */
export interface FetchedSnapshot {
  scope: Scope;
  position: number;
}

/**
 * Whether one of its snapshots may have held a listing that was (last) listed at that place. A scope
 * that was narrowed since takes nothing away from what it holds; one that was widened adds nothing
 * until it fetches a snapshot again.
 */
export function mayHoldBySnapshot(
  fetched: readonly FetchedSnapshot[],
  listing: ScopedListing & { listedPosition: number },
): boolean {
  return fetched.some(
    ({ scope, position }) =>
      position > 0 && listing.listedPosition <= position && scopeTakesListing(scope, listing),
  );
}

import type { Listing } from './listing.js';

/** The day that the listing waits for: the last of a shield or grace, or the day of its publication. */
export function untilOf(listing: Listing): string | null {
  switch (listing.status) {
    case 'DECIDED':
      return listing.publishOn;
    case 'GRACE':
      return listing.graceUntil;
    case 'SHIELDED':
      return listing.until;
    case 'PUBLISHED':
    case 'DELETED':
    case 'EXPIRED_DELETED':
    case 'REVOKED_AS_ERROR':
      return null;
  }
}

import type { CaseMark } from './dormancy.js';
import type { Listing, TimedChange } from './listing.js';
import { dayAfter, startOfDay } from './months.js';
import { isTermOver } from './term.js';

export interface DueChange {
  change: TimedChange;
  /** The first instant of the day on which it was due, in Asia/Shanghai, however late it is noticed. */
  since: Date;
}

/**
 * What a listing's day has brought: the end of its term, of a shield, of a grace, or the day set for
 * publication. The end of the term comes first, so that nobody is put back on the list for a term
 * that is over, even when both were noticed late. Nor for a case that was fulfilled while the listing was
 * shielded: it stays so until the court orders its end, or marks the case otherwise.
 */
export function dueChange(listing: Listing, mark: CaseMark, today: string): DueChange | null {
  const version = listing.version + 1;
  switch (listing.status) {
    case 'DECIDED':
      if (isTermOver(listing.term, today)) return expiry(listing, version);
      if (today < listing.publishOn) return null;
      return due({ kind: 'published', version, cause: null }, listing.publishOn);
    case 'GRACE':
      if (isTermOver(listing.term, today)) return expiry(listing, version);
      if (today <= listing.graceUntil) return null;
      return due(
        { kind: 'published', version, cause: 'GRACE_ENDED' },
        dayAfter(listing.graceUntil),
      );
    case 'PUBLISHED':
      return isTermOver(listing.term, today) ? expiry(listing, version) : null;
    case 'SHIELDED':
      if (isTermOver(listing.term, today)) return expiry(listing, version);
      if (listing.until === null || today <= listing.until) return null;
      if (mark.status === 'FULFILLED') return null;
      return due(
        { kind: 'restored', version, basis: 'T_TEMP_SHIELD', cause: 'SHIELD_ENDED' },
        later(dayAfter(listing.until), mark),
      );
    case 'DELETED':
    case 'EXPIRED_DELETED':
    case 'REVOKED_AS_ERROR':
      return null;
  }
}

function expiry({ term: { termEndsOn } }: Listing, version: number): DueChange | null {
  if (termEndsOn === null) return null;
  return due(
    { kind: 'removed', version, basis: 'E_TERM_EXPIRED', cause: 'TERM_EXPIRED' },
    dayAfter(termEndsOn),
  );
}

function due(change: TimedChange, day: string): DueChange {
  return { change, since: startOfDay(day) };
}

/** A fulfilment that the court took back had kept the shield up until then. */
function later(day: string, { status, on }: CaseMark): string {
  return status === 'OPEN' && on !== null && on > day ? on : day;
}

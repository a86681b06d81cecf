import type { GraceGranted, Listing, Publication } from './listing.js';
import { addMonths } from '#calendar';

export type PublicationRefusal =
  | { field: 'grace.until'; rule: 'GRACE_PERIOD' }
  | { field: 'grace.grantedOn'; rule: 'GRACE_GRANTED_ON' }
  | { field: 'publishOn'; rule: 'PUBLISH_ON_PAST' | 'GRACE_OR_PUBLISH_ON' };

/** 宽限期 is one to three months (法发〔2019〕35号 §15). */
const GRACE_MONTHS = { min: 1, max: 3 };

interface Wish {
  grace: { until: string; grantedOn?: string } | null;
  publishOn: string | null;
  decidedOn: string;
}

/** How the public is to learn of a listing, or what stands against it. A court that says nothing publishes at once. */
export function publicationOf(
  { grace, publishOn, decidedOn }: Wish,
  today: string,
): Publication | PublicationRefusal {
  if (grace && publishOn) return { field: 'publishOn', rule: 'GRACE_OR_PUBLISH_ON' };
  if (grace) {
    const from = grace.grantedOn ?? today;
    if (from < decidedOn || from > today)
      return { field: 'grace.grantedOn', rule: 'GRACE_GRANTED_ON' };
    if (!isGracePeriod(from, grace.until, today))
      return { field: 'grace.until', rule: 'GRACE_PERIOD' };
    return { kind: 'AFTER_GRACE', from, until: grace.until };
  }
  if (publishOn === null || publishOn === today) return { kind: 'AT_ONCE' };
  if (publishOn < today) return { field: 'publishOn', rule: 'PUBLISH_ON_PAST' };
  return { kind: 'ON', publishOn };
}

/**
 * Gives a grace to a decided listing, or a longer one; never a shorter one, which the debtor could
 * not rely on.
 */
export function grantGrace(
  listing: Listing,
  until: string,
  today: string,
): GraceGranted | 'GRACE_PERIOD' | 'NOT_BEFORE_PUBLICATION' {
  const version = listing.version + 1;
  switch (listing.status) {
    case 'DECIDED':
      if (today >= listing.publishOn) return 'NOT_BEFORE_PUBLICATION';
      if (!isGracePeriod(today, until, today)) return 'GRACE_PERIOD';
      return { kind: 'grace-granted', version, from: today, until };
    case 'GRACE': {
      const { graceFrom: from, graceUntil } = listing;
      if (today > graceUntil) return 'NOT_BEFORE_PUBLICATION';
      if (until <= graceUntil || !isGracePeriod(from, until, today)) return 'GRACE_PERIOD';
      return { kind: 'grace-granted', version, from, until };
    }
    case 'PUBLISHED':
    case 'SHIELDED':
    case 'DELETED':
    case 'EXPIRED_DELETED':
    case 'REVOKED_AS_ERROR':
      return 'NOT_BEFORE_PUBLICATION';
  }
}

function isGracePeriod(from: string, until: string, today: string): boolean {
  return (
    until >= today &&
    addMonths(from, GRACE_MONTHS.min) <= until &&
    until <= addMonths(from, GRACE_MONTHS.max)
  );
}

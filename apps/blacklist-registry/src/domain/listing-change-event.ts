import type { ListingChange, ListingChangeData, RequiredAction } from '#contracts';
import type { Listing, ListingChanged } from './listing.js';

/** What the public may know of the debtor. A person's name and number never travel (invariant 9). */
export type PublicSubject = { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON' };

/** Whose order made the change; null where the court listed. */
export interface Cause {
  orderId: string;
  decisionId: string;
}

export interface AnnouncedChange {
  eventId: string;
  now: Date;
  listing: Listing;
  change: ListingChanged;
  /** The version before, null for the first. */
  previousVersion: number | null;
  cause: Cause | null;
  effectiveAt: string;
  courtName: string;
  caseNumber: string;
  subject: PublicSubject;
}

/** The event that tells every holder of a copy what has happened to the listing and what to do. */
export function listingChangeEvent(announced: AnnouncedChange): ListingChange {
  const { eventId, now, listing, change, cause } = announced;
  const envelope = {
    specversion: '1.0' as const,
    id: eventId,
    source: 'urn:yichu:registry',
    subject: listing.id,
    time: now.toISOString(),
    datacontenttype: 'application/json' as const,
    partitionkey: listing.id,
    subjectversion: change.version,
    correlationid: cause?.decisionId ?? listing.id,
    causationid: cause?.orderId ?? listing.id,
  };
  switch (change.kind) {
    case 'published':
      return { ...envelope, type: 'listing.published.v1', data: changeData(announced, 'list') };
    case 'removed':
      return { ...envelope, type: 'listing.removed.v1', data: changeData(announced, 'delete') };
    case 'shielded':
      return { ...envelope, type: 'listing.shielded.v1', data: changeData(announced, 'shield') };
    case 'restored':
      return { ...envelope, type: 'listing.restored.v1', data: changeData(announced, 'relist') };
  }
}

function changeData(announced: AnnouncedChange, requiredAction: RequiredAction): ListingChangeData {
  const { listing, change, previousVersion, cause } = announced;
  return {
    listingRef: listing.id,
    version: change.version,
    previousVersion,
    state: listing.status,
    requiredAction,
    basis: change.kind === 'published' ? null : change.basis,
    until: change.kind === 'shielded' ? change.until : null,
    court: { code: listing.courtCode, name: announced.courtName },
    caseNumber: announced.caseNumber,
    subject: announced.subject,
    effectiveAt: announced.effectiveAt,
    decisionId: cause?.decisionId ?? null,
    // 仅因本案: a repair speaks for this case alone, never for the debtor's other cases.
    scope: 'THIS_CASE_ONLY',
  };
}

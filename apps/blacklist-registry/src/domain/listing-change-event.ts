import type { ListingChange, ListingChangeData, RequiredAction, SanctionDomain } from '#contracts';
import type { GraceGranted, Listing, ListingChanged, ListingDecided } from './listing.js';

/** What the public may know of the debtor. A person's name and number never travel (invariant 9). */
export type PublicSubject = { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON' };

/** Whose order made the change. */
export interface OrderOfChange {
  orderId: string;
  decisionId: string;
  /** In which of the seven fields of Art 8 sanctions end. */
  sanctionDomains?: SanctionDomain[] | undefined;
}

/** Before publication nobody is told anything. */
export type PublicChange = Exclude<ListingChanged, ListingDecided | GraceGranted>;

export interface AnnouncedChange {
  eventId: string;
  now: Date;
  listing: Listing;
  change: PublicChange;
  /** The version before, null for the first. */
  previousVersion: number | null;
  /** Null where the court listed, or a day came. */
  order: OrderOfChange | null;
  effectiveAt: string;
  courtName: string;
  caseNumber: string;
  subject: PublicSubject;
}

/** The event that tells every holder of a copy what has happened to the listing and what to do. */
export function listingChangeEvent(announced: AnnouncedChange): ListingChange {
  const { eventId, now, listing, change, order } = announced;
  const envelope = {
    specversion: '1.0' as const,
    id: eventId,
    source: 'urn:yichu:registry',
    subject: listing.id,
    time: now.toISOString(),
    datacontenttype: 'application/json' as const,
    partitionkey: listing.id,
    subjectversion: change.version,
    correlationid: order?.decisionId ?? listing.id,
    causationid: order?.orderId ?? listing.id,
  };
  const data = changeData(announced);
  switch (change.kind) {
    case 'published':
      return { ...envelope, type: 'listing.published.v1', data };
    case 'removed':
      return { ...envelope, type: 'listing.removed.v1', data };
    case 'revoked':
      return { ...envelope, type: 'listing.revoked.v1', data };
    case 'shielded':
      return { ...envelope, type: 'listing.shielded.v1', data };
    case 'restored':
      return { ...envelope, type: 'listing.restored.v1', data };
    case 'corrected':
      return { ...envelope, type: 'listing.corrected.v1', data };
  }
}

function changeData(announced: AnnouncedChange): ListingChangeData {
  const { listing, change, previousVersion, order } = announced;
  const { grounds, termEndsOn } = listing.term;
  return {
    listingRef: listing.id,
    version: change.version,
    previousVersion,
    state: listing.status,
    requiredAction: requiredAction(announced),
    basis: change.kind === 'published' ? null : change.basis,
    until: listing.status === 'SHIELDED' ? listing.until : null,
    court: { code: listing.courtCode, name: announced.courtName },
    caseNumber: announced.caseNumber,
    subject: announced.subject,
    effectiveAt: announced.effectiveAt,
    decisionId: order?.decisionId ?? null,
    cause: 'cause' in change ? change.cause : null,
    grounds: [...grounds],
    termEndsOn,
    ...(order?.sanctionDomains && { sanctionDomains: order.sanctionDomains }),
    // 仅因本案: a repair speaks for this case alone, never for the debtor's other cases.
    scope: 'THIS_CASE_ONLY',
  };
}

function requiredAction({ listing, change }: AnnouncedChange): RequiredAction {
  switch (change.kind) {
    case 'published':
      return 'list';
    case 'removed':
      return 'delete';
    case 'revoked':
      return 'delete_with_history';
    case 'shielded':
      return 'shield';
    case 'restored':
      return 'relist';
    case 'corrected':
      // What is shielded is corrected out of sight, and stays there.
      return listing.status === 'SHIELDED' ? 'shield' : 'correct';
  }
}

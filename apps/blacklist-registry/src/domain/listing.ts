import type { RemovalBasis } from '#contracts';
import type { Term } from './term.js';

interface Numbered {
  id: string;
  /** The court that listed: the only one that may change it. */
  courtCode: string;
  /** 1 when listed, one more with every change. */
  version: number;
  /** The highest `orderNo` of the owner's orders so far, refused ones included; 0 before the first. */
  lastOrderNo: number;
  term: Term;
  /** When it was first published; null while nobody outside the court was told of it. */
  publishedAt: Date | null;
}

/** 决定纳入, not yet published: the decision is being served. */
export interface DecidedListing extends Numbered {
  status: 'DECIDED';
  /** The day on which it is published (YYYY-MM-DD, Asia/Shanghai, as all days here). */
  publishOn: string;
}

/** 宽限期 (法发〔2019〕35号 §15): decided, and not published if the debtor performs in time. */
export interface GraceListing extends Numbered {
  status: 'GRACE';
  graceFrom: string;
  /** Last day of the grace; it is published on the next. */
  graceUntil: string;
}

/** 公布: on the list, and a ground for sanctions. */
export interface PublishedListing extends Numbered {
  status: 'PUBLISHED';
}

/** 暂时屏蔽: off the public list while the debtor keeps its promises; back on breach. */
export interface ShieldedListing extends Numbered {
  status: 'SHIELDED';
  basis: 'T_TEMP_SHIELD';
  /** Last day of the shield, null where open-ended. */
  until: string | null;
}

/** The exits that end a listing which was right when it was made, before its term is over. */
export type DeletionBasis = Exclude<RemovalBasis, 'E_TERM_EXPIRED' | 'X_REVOKED_ERROR'>;

/** 删除: kept by the court, no longer public, no longer a ground for sanctions. Never erased. */
export interface DeletedListing extends Numbered {
  status: 'DELETED';
  basis: DeletionBasis;
}

/** 届满删除: its term is over (Art 10 ¶2). */
export interface ExpiredListing extends Numbered {
  status: 'EXPIRED_DELETED';
  basis: 'E_TERM_EXPIRED';
}

/** 撤销: it should never have been made (Art 9). */
export interface RevokedListing extends Numbered {
  status: 'REVOKED_AS_ERROR';
  basis: 'X_REVOKED_ERROR';
}

/** One debtor under one case: the unit that repair acts on (仅因本案). */
export type Listing =
  | DecidedListing
  | GraceListing
  | PublishedListing
  | ShieldedListing
  | DeletedListing
  | ExpiredListing
  | RevokedListing;

interface Changed {
  /** The version that the change makes. */
  version: number;
}
export interface ListingDecided extends Changed {
  kind: 'decided';
  publishOn: string;
}
export interface GraceGranted extends Changed {
  kind: 'grace-granted';
  from: string;
  until: string;
}
export interface ListingPublished extends Changed {
  kind: 'published';
  cause: 'GRACE_ENDED' | null;
}
export interface ListingRemoved extends Changed {
  kind: 'removed';
  basis: Exclude<RemovalBasis, 'X_REVOKED_ERROR'>;
  cause: 'TERM_EXPIRED' | null;
}
export interface ListingRevoked extends Changed {
  kind: 'revoked';
  basis: 'X_REVOKED_ERROR';
}
export interface ListingShielded extends Changed {
  kind: 'shielded';
  basis: 'T_TEMP_SHIELD';
  until: string | null;
}
export interface ListingRestored extends Changed {
  kind: 'restored';
  /** The basis of the exit that is undone. */
  basis: 'P_EARLY' | 'T_TEMP_SHIELD';
  cause: 'SHIELD_ENDED' | null;
}
export interface ListingCorrected extends Changed {
  kind: 'corrected';
  basis: 'X_CORRECTED';
  /** As it is after the correction. */
  term: Term;
}

/** What an order does to a listing that exists. */
export type OrderedChange =
  ListingRemoved | ListingRevoked | ListingShielded | ListingRestored | ListingCorrected;
/** What the registry does by itself when its day comes. */
export type TimedChange = ListingPublished | ListingRemoved | ListingRestored;
/** Everything that can happen to a listing. */
export type ListingChanged = ListingDecided | GraceGranted | ListingPublished | OrderedChange;

/** How a court wants its decision to reach the public. */
export type Publication =
  | { kind: 'AT_ONCE' }
  | { kind: 'ON'; publishOn: string }
  | { kind: 'AFTER_GRACE'; from: string; until: string };

interface NewListing {
  id: string;
  courtCode: string;
  term: Term;
  publication: Publication;
  now: Date;
}

/** A court lists: 决定纳入, with publication at once, on a later day, or when a grace has passed. */
export function enter({ id, courtCode, term, publication, now }: NewListing): {
  listing: Listing;
  change: ListingChanged;
} {
  const before = { id, courtCode, term, lastOrderNo: 0, publishedAt: null };
  const change = firstChange(publication);
  return { listing: stateAfter(before, change, now), change };
}

/** @returns the listing as it is after the change; with `enter` the only place that makes a new state. */
export function evolve(listing: Listing, change: ListingChanged, now: Date): Listing {
  const { id, courtCode, term, lastOrderNo, publishedAt } = listing;
  const kept = { id, courtCode, term, lastOrderNo, publishedAt };
  if (change.kind === 'corrected') {
    return { ...listing, term: change.term, version: change.version };
  }
  return stateAfter(kept, change, now);
}

/** Whether anybody outside the court was told of it: nobody is told of what is not published yet. */
export function isAnnounced({ publishedAt }: Listing): boolean {
  return publishedAt !== null;
}

/** Whether it may still reach, or is on, the list. */
export function isOpen({ status }: Listing): boolean {
  return (
    status === 'DECIDED' || status === 'GRACE' || status === 'PUBLISHED' || status === 'SHIELDED'
  );
}

function firstChange(publication: Publication): ListingPublished | ListingDecided | GraceGranted {
  switch (publication.kind) {
    case 'AT_ONCE':
      return { kind: 'published', version: 1, cause: null };
    case 'ON':
      return { kind: 'decided', version: 1, publishOn: publication.publishOn };
    case 'AFTER_GRACE':
      return { ...publication, kind: 'grace-granted', version: 1 };
  }
}

function stateAfter(
  before: Omit<Numbered, 'version'>,
  change: Exclude<ListingChanged, ListingCorrected>,
  now: Date,
): Listing {
  const numbered = { ...before, version: change.version };
  const published = { ...numbered, publishedAt: before.publishedAt ?? now };
  switch (change.kind) {
    case 'decided':
      return { ...numbered, status: 'DECIDED', publishOn: change.publishOn };
    case 'grace-granted':
      return { ...numbered, status: 'GRACE', graceFrom: change.from, graceUntil: change.until };
    case 'published':
    case 'restored':
      return { ...published, status: 'PUBLISHED' };
    case 'removed':
      return change.basis === 'E_TERM_EXPIRED'
        ? { ...numbered, status: 'EXPIRED_DELETED', basis: change.basis }
        : { ...numbered, status: 'DELETED', basis: change.basis };
    case 'revoked':
      return { ...numbered, status: 'REVOKED_AS_ERROR', basis: change.basis };
    case 'shielded':
      return { ...numbered, status: 'SHIELDED', basis: change.basis, until: change.until };
  }
}

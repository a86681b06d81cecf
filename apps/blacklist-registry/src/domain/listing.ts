import type { RemovalBasis } from '#contracts';

interface Numbered {
  id: string;
  /** The court that listed: the only one that may change it. */
  courtCode: string;
  /** 1 when listed, one more with every change. */
  version: number;
  /** The highest `orderNo` of the owner's orders so far, refused ones included; 0 before the first. */
  lastOrderNo: number;
}

/** 公布: on the list, and a ground for sanctions. */
export interface PublishedListing extends Numbered {
  status: 'PUBLISHED';
}

/** 暂时屏蔽: off the public list while the debtor keeps its promises; back on breach. */
export interface ShieldedListing extends Numbered {
  status: 'SHIELDED';
  basis: 'T_TEMP_SHIELD';
  /** Last day of the shield (YYYY-MM-DD, Asia/Shanghai), null where open-ended. */
  until: string | null;
}

/** 删除: kept by the court, no longer public, no longer a ground for sanctions. */
export interface DeletedListing extends Numbered {
  status: 'DELETED';
  basis: RemovalBasis;
}

/** One debtor under one case: the unit that repair acts on (仅因本案). */
export type Listing = PublishedListing | ShieldedListing | DeletedListing;

interface Changed {
  /** The version that the change makes. */
  version: number;
}
export interface ListingPublished extends Changed {
  kind: 'published';
}
export interface ListingRemoved extends Changed {
  kind: 'removed';
  basis: RemovalBasis;
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
}

/** What an order does to a listing that exists. */
export type OrderedChange = ListingRemoved | ListingShielded | ListingRestored;
/** Everything that can happen to a listing. */
export type ListingChanged = ListingPublished | OrderedChange;

/** A court lists: 决定纳入 and 公布 in one step (the grace of 法发〔2019〕35号 §15 arrives later). */
export function publish(
  id: string,
  courtCode: string,
): { listing: PublishedListing; change: ListingPublished } {
  return {
    listing: { id, courtCode, version: 1, lastOrderNo: 0, status: 'PUBLISHED' },
    change: { kind: 'published', version: 1 },
  };
}

/** @returns the listing as it is after the change; the only place that makes a new state. */
export function evolve(listing: Listing, change: OrderedChange): Listing {
  const { id, courtCode, lastOrderNo } = listing;
  const numbered = { id, courtCode, lastOrderNo, version: change.version };
  switch (change.kind) {
    case 'removed':
      return { ...numbered, status: 'DELETED', basis: change.basis };
    case 'shielded':
      return { ...numbered, status: 'SHIELDED', basis: change.basis, until: change.until };
    case 'restored':
      return { ...numbered, status: 'PUBLISHED' };
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Listing, ListingChanged } from '../domain/listing.js';
import type { Cause } from '../domain/listing-change-event.js';
import { ListingVersionRow } from './listing-version.row.js';
import type { Times } from './listing.store.js';

export interface NewVersion {
  listing: Listing;
  change: ListingChanged;
  previousVersion: number | null;
  cause: Cause | null;
  times: Times;
}

/** The log beside the state: one row per change, only ever added. */
@Injectable()
export class ListingVersionStore {
  async append(manager: EntityManager, version: NewVersion): Promise<void> {
    const { listing, change, previousVersion, cause, times } = version;
    await manager.insert(ListingVersionRow, {
      ...times,
      listingId: listing.id,
      version: change.version,
      previousVersion,
      courtCode: listing.courtCode,
      state: listing.status,
      basis: change.kind === 'published' ? null : change.basis,
      until: change.kind === 'shielded' ? change.until : null,
      orderId: cause?.orderId ?? null,
      decisionId: cause?.decisionId ?? null,
    });
  }
}

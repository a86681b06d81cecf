import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, forbidden, notFound, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import type { RemovalBasis } from '#contracts';
import { isCourtStaff } from '#signing';
import { openExits } from '../domain/exit-rules.js';
import type { Listing } from '../domain/listing.js';
import type { CourtRecord } from '../domain/court-record.js';
import { CourtRecordStore } from '../storage/court-record.store.js';
import type { StoredListing } from '../storage/listing-columns.js';
import { ListingVersionStore, type LastExit } from '../storage/listing-version.store.js';
import { ListingStore, type EndedListing } from '../storage/listing.store.js';
import { RestrictionStore, type RestrictionSummary } from '../storage/restriction.store.js';

export interface ListingQuestion {
  id: string;
  include: 'others' | undefined;
  actor: Actor;
}

/** What the decision's rules go by, beside the listing itself; nothing in it says who the debtor is. */
export interface Background {
  stored: StoredListing;
  others: string[];
  earlier: EndedListing[];
  restrictions: RestrictionSummary[];
  lastExit: LastExit | null;
  /** The exits that the law leaves open to it today. */
  exits: RemovalBasis[];
}

export interface ListingAnswer {
  listing: Listing;
  background?: Background;
  /** For the staff of the court that listed, and nobody else. */
  record?: CourtRecord;
}

/** Answers what is listed, to the court that listed, to operations and to the other services. */
@Injectable()
export class ReadListing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly restrictions: RestrictionStore,
    private readonly records: CourtRecordStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 ROLE or OTHER_COURT, 404. */
  async execute({ id, include, actor }: ListingQuestion): Promise<ListingAnswer> {
    // Other courts' listings are shown to the decision's rules only, as ids and nothing else.
    if (include && actor.role !== 'service') throw forbidden('ROLE', 'include');
    const { manager } = this.dataSource;
    if (isCourtStaff(actor.role) && actor.court) {
      const record = await this.records.find(manager, id, actor.court);
      if (record) return { listing: record.listing, record };
    }
    const stored = await this.listings.find(manager, id);
    if (!stored) throw notFound('id');
    if (isCourtStaff(actor.role)) throw forbidden('OTHER_COURT', 'id');
    const { listing } = stored;
    return include ? { listing, background: await this.background(manager, stored) } : { listing };
  }

  private async background(manager: EntityManager, stored: StoredListing): Promise<Background> {
    const { listing } = stored;
    const [{ open: others, ended: earlier }, restrictions, lastExit] = await Promise.all([
      this.listings.othersOfSameSubject(manager, listing.id),
      this.restrictions.ofListing(manager, listing.id),
      this.versions.lastExit(manager, listing.id),
    ]);
    const exits = openExits(listing, shanghaiDate(this.clock.now()));
    return { stored, others, earlier, restrictions, lastExit, exits };
  }
}

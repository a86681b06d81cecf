import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { forbidden, notFound, type Actor } from '#bootstrap';
import { isCourtStaff } from '#signing';
import type { Listing } from '../domain/listing.js';
import type { CourtRecord } from '../domain/court-record.js';
import { CourtRecordStore } from '../storage/court-record.store.js';
import { ListingStore } from '../storage/listing.store.js';

export interface ListingQuestion {
  id: string;
  include: 'others' | undefined;
  actor: Actor;
}

export interface ListingAnswer {
  listing: Listing;
  others?: string[];
  /** For the staff of the court that listed, and nobody else. */
  record?: CourtRecord;
}

/** Answers what is listed, to the court that listed, to operations and to the other services. */
@Injectable()
export class ReadListing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listings: ListingStore,
    private readonly records: CourtRecordStore,
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
    return include
      ? { listing, others: await this.listings.othersOfSameSubject(manager, id) }
      : { listing };
  }
}

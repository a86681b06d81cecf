import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { forbidden, notFound, type Actor } from '#bootstrap';
import type { Listing } from '../domain/listing.js';
import { ListingStore } from '../storage/listing.store.js';

export interface ListingQuestion {
  id: string;
  include: 'others' | undefined;
  actor: Actor;
}

/** Answers what is listed, to the court that listed, to operations and to the other services. */
@Injectable()
export class ReadListing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listings: ListingStore,
  ) {}

  /** @throws Problem 403 ROLE or OTHER_COURT, 404. */
  async execute({
    id,
    include,
    actor,
  }: ListingQuestion): Promise<{ listing: Listing; others?: string[] }> {
    // Other courts' listings are shown to the decision's rules only, as ids and nothing else.
    if (include && actor.role !== 'service') throw forbidden('ROLE', 'include');
    const { manager } = this.dataSource;
    const stored = await this.listings.find(manager, id);
    if (!stored) throw notFound('id');
    const { listing } = stored;
    if (isCourtStaff(actor) && actor.court !== listing.courtCode)
      throw forbidden('OTHER_COURT', 'id');
    return include
      ? { listing, others: await this.listings.othersOfSameSubject(manager, id) }
      : { listing };
  }
}

function isCourtStaff({ role }: Actor): boolean {
  return role === 'officer' || role === 'judge';
}

import { Injectable } from '@nestjs/common';
import { Clock, forbidden, invalid } from '#bootstrap';
import type { ListingReading } from '../domain/listing-reading.js';
import type { Person } from '../domain/person.js';
import { RegistryClient } from '../registry/registry-client.js';

/**
 * Reads a listing live from the registry, outside any transaction. What it said before is no answer:
 * another listing may have come since, so while the registry is away nothing is decided.
 */
@Injectable()
export class ReadListing {
  constructor(
    private readonly registry: RegistryClient,
    private readonly clock: Clock,
  ) {}

  /** @throws 503 when the registry is away, 422 or 403 when the listing is not this court's. */
  async execute(listingId: string, person: Person): Promise<ListingReading> {
    const listing = await this.registry.readListing(listingId);
    if (!listing) throw invalid('UNKNOWN_LISTING', 'listingId');
    const { id: _id, courtCode, ...reading } = listing;
    if (courtCode !== person.court) throw forbidden('OTHER_COURT', 'listingId');
    return { ...reading, readAt: this.clock.now().toISOString() };
  }
}

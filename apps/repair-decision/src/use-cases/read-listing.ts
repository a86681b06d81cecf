import { Injectable } from '@nestjs/common';
import { Clock, forbidden, invalid } from '#bootstrap';
import type { ListingReading } from '../domain/listing-reading.js';
import type { Person } from '../domain/person.js';
import { RegistryClient } from '../registry/registry-client.js';

const MINUTE = 60 * 1000;
/** A draft is made soon after the filing in most cases; then the reading of the filing still tells the truth. */
const FRESH_FOR = 15 * MINUTE;

/** Reads a listing live from the registry, outside any transaction. */
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

  /**
   * The listing as it is now or, while the registry is away, as it was a few minutes ago.
   * @throws 503 when it is away and what is known is older: it fails closed.
   */
  async again(listingId: string, known: ListingReading, person: Person): Promise<ListingReading> {
    try {
      return await this.execute(listingId, person);
    } catch (error) {
      const age = this.clock.now().getTime() - Date.parse(known.readAt);
      if (age > FRESH_FOR || !isAway(error)) throw error;
      return known;
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 503;
}

import { Injectable } from '@nestjs/common';
import { forbidden, invalid } from '#bootstrap';
import type { Person } from '../domain/person.js';
import type { ListingDocument } from '../registry/listing-document.js';
import { RegistryClient } from '../registry/registry-client.js';

/** Reads a listing live, and makes sure that it is the court's own and of that case. */
@Injectable()
export class ReadListingOfCase {
  constructor(private readonly registry: RegistryClient) {}

  async execute(
    { listingId, caseNumber }: { listingId: string | null; caseNumber: string },
    { court }: Person,
  ): Promise<ListingDocument> {
    const listing = listingId === null ? null : await this.registry.readListing(listingId);
    if (!listing) throw invalid('UNKNOWN_LISTING', 'listingId');
    if (listing.courtCode !== court) throw forbidden('OTHER_COURT', 'listingId');
    if (listing.caseNumber !== undefined && listing.caseNumber !== caseNumber) {
      throw invalid('OTHER_CASE', 'listingId');
    }
    return listing;
  }
}

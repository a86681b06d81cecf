import { Injectable } from '@nestjs/common';
import { forbidden, invalid } from '#bootstrap';
import type { CommittedDebtor } from '../domain/commitment.js';
import type { Person } from '../domain/person.js';
import { isSameDebtor } from '../domain/same-debtor.js';
import type { ListingDocument } from '../registry/listing-document.js';
import { RegistryClient } from '../registry/registry-client.js';

/**
 * Reads a listing live, and makes sure that it is the court's own, of that case, and of that debtor. Who
 * is listed the registry says in its record alone, and notes who read it.
 */
@Injectable()
export class ReadListingOfCase {
  constructor(private readonly registry: RegistryClient) {}

  async execute(
    { listingId, caseNumber, debtor }: Named,
    { court }: Person,
  ): Promise<ListingDocument> {
    const listing = listingId === null ? null : await this.registry.readListing(listingId);
    if (!listing) throw invalid('UNKNOWN_LISTING', 'listingId');
    if (listing.courtCode !== court) throw forbidden('OTHER_COURT', 'listingId');
    if (listing.caseNumber !== undefined && listing.caseNumber !== caseNumber) {
      throw invalid('OTHER_CASE', 'listingId');
    }
    const record = await this.registry.readRecord(listing.id);
    if (!record) throw invalid('UNKNOWN_LISTING', 'listingId');
    if (!isSameDebtor(debtor, record.debtor)) throw invalid('OTHER_DEBTOR', 'listingId');
    return listing;
  }
}

interface Named {
  listingId: string | null;
  caseNumber: string;
  debtor: CommittedDebtor;
}

import { ImportsController } from './api/imports.controller.js';
import { ImportStore } from './storage/import.store.js';
import { ImportedListingStore } from './storage/imported-listing.store.js';
import { ListingImportRow } from './storage/listing-import.row.js';
import { ImportListings } from './use-cases/import-listings.js';
import { ReadImports } from './use-cases/read-imports.js';
import { SettleImportChunk } from './use-cases/settle-import-chunk.js';

/** Taking in what courts export. */
export const importsParts = {
  entities: [ListingImportRow],
  controllers: [ImportsController],
  providers: [ImportStore, ImportedListingStore, SettleImportChunk, ImportListings, ReadImports],
};

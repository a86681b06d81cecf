import { ListingActsController } from './api/listing-acts.controller.js';
import { ListingsController } from './api/listings.controller.js';
import { OnOrderIssued } from './consumers/on-order-issued.js';
import { AnsweredOrderRow } from './storage/answered-order.row.js';
import { CorrectionRow } from './storage/correction.row.js';
import { CorrectionStore } from './storage/correction.store.js';
import { CourtRecordStore } from './storage/court-record.store.js';
import { ForgedCopyRow } from './storage/forged-copy.row.js';
import { ListingVersionRow } from './storage/listing-version.row.js';
import { ListingVersionStore } from './storage/listing-version.store.js';
import { ListingRow } from './storage/listing.row.js';
import { ListingStore } from './storage/listing.store.js';
import { OrderStore } from './storage/order.store.js';
import { ApplyCorrection } from './use-cases/apply-correction.js';
import { ApplyDueChanges } from './use-cases/apply-due-changes.js';
import { ApplyOrder } from './use-cases/apply-order.js';
import { DiscloseRecord } from './use-cases/disclose-record.js';
import { EnterCorrection } from './use-cases/enter-correction.js';
import { FindCase } from './use-cases/find-case.js';
import { GrantGrace } from './use-cases/grant-grace.js';
import { ListDebtor } from './use-cases/list-debtor.js';
import { ReadListing } from './use-cases/read-listing.js';
import { RefuseCopy } from './use-cases/refuse-copy.js';

/** Listings: entered, read, changed by orders and by the calendar, as parts of the registry's module. */
export const listingsParts = {
  entities: [ListingRow, ListingVersionRow, AnsweredOrderRow, ForgedCopyRow, CorrectionRow],
  controllers: [ListingsController, ListingActsController, OnOrderIssued],
  providers: [
    ListingStore,
    CourtRecordStore,
    ListingVersionStore,
    CorrectionStore,
    OrderStore,
    ListDebtor,
    GrantGrace,
    EnterCorrection,
    FindCase,
    ReadListing,
    DiscloseRecord,
    ApplyCorrection,
    ApplyOrder,
    ApplyDueChanges,
    RefuseCopy,
  ],
};

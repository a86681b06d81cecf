import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceModule } from '#bootstrap';
import { ListingsController } from './api/listings.controller.js';
import { texts } from './api/texts.js';
import type { RegistryConfig } from './config.js';
import { OnOrderIssued } from './consumers/on-order-issued.js';
import { AnsweredOrderRow } from './storage/answered-order.row.js';
import { CourtRecordStore } from './storage/court-record.store.js';
import { ForgedCopyRow } from './storage/forged-copy.row.js';
import { IdentityVault } from './storage/identity-vault.js';
import { ListingVersionRow } from './storage/listing-version.row.js';
import { ListingVersionStore } from './storage/listing-version.store.js';
import { ListingRow } from './storage/listing.row.js';
import { ListingStore } from './storage/listing.store.js';
import { registryMigrations } from './storage/migrations/index.js';
import { OrderStore } from './storage/order.store.js';
import { ApplyOrder } from './use-cases/apply-order.js';
import { FindCase } from './use-cases/find-case.js';
import { ListDebtor } from './use-cases/list-debtor.js';
import { ReadListing } from './use-cases/read-listing.js';
import { RefuseCopy } from './use-cases/refuse-copy.js';

/** The registry: the one authority on what is listed. */
@Module({})
export class AppModule {
  static with(config: RegistryConfig): DynamicModule {
    const { identityEncryptionKey, identityIndexKey } = config;
    return {
      module: AppModule,
      imports: [
        ServiceModule.with({
          config,
          entities: [ListingRow, ListingVersionRow, AnsweredOrderRow, ForgedCopyRow],
          migrations: registryMigrations,
          consumes: ['repair-orders'],
          texts,
        }),
      ],
      controllers: [ListingsController, OnOrderIssued],
      providers: [
        {
          provide: IdentityVault,
          useValue: new IdentityVault(identityEncryptionKey, identityIndexKey),
        },
        ListingStore,
        CourtRecordStore,
        ListingVersionStore,
        OrderStore,
        ListDebtor,
        FindCase,
        ReadListing,
        ApplyOrder,
        RefuseCopy,
      ],
    };
  }
}

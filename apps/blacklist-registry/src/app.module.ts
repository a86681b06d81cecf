import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceModule } from '#bootstrap';
import { texts } from './api/texts.js';
import type { RegistryConfig } from './config.js';
import { dormancyParts } from './dormancy.parts.js';
import { importsParts } from './imports.parts.js';
import { listingsParts } from './listings.parts.js';
import { restrictionsParts } from './restrictions.parts.js';
import { statusParts } from './status.parts.js';
import { IdentityVault } from './storage/identity-vault.js';
import { registryMigrations } from './storage/migrations/index.js';
import { REGISTRY_TIMERS, type RegistryTimer } from './timers/registry-timer.js';
import { TimerLoop } from './timers/timer-loop.js';
import { ApplyDueChanges } from './use-cases/apply-due-changes.js';
import { EndTemporaryLifts } from './use-cases/end-temporary-lifts.js';

/** What the registry does by itself when its day comes. */
const timers = [ApplyDueChanges, EndTemporaryLifts];

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
          entities: [
            ...listingsParts.entities,
            ...restrictionsParts.entities,
            ...importsParts.entities,
          ],
          migrations: registryMigrations,
          consumes: ['repair-orders'],
          texts,
        }),
      ],
      controllers: [
        ...listingsParts.controllers,
        ...restrictionsParts.controllers,
        ...statusParts.controllers,
        ...dormancyParts.controllers,
        ...importsParts.controllers,
      ],
      providers: [
        {
          provide: IdentityVault,
          useValue: new IdentityVault(identityEncryptionKey, identityIndexKey),
        },
        ...listingsParts.providers,
        ...restrictionsParts.providers,
        ...statusParts.providers,
        ...dormancyParts.providers,
        ...importsParts.providers,
        dormancyParts.settings(config),
        {
          provide: REGISTRY_TIMERS,
          useFactory: (...each: RegistryTimer[]) => each,
          inject: timers,
        },
        TimerLoop,
      ],
    };
  }
}

import type { Provider } from '@nestjs/common';
import { DormancyController } from './api/dormancy.controller.js';
import { DormantListingStore } from './storage/dormant-listing.store.js';
import { DormancySettings, FindDormant } from './use-cases/find-dormant.js';
import { MarkCase } from './use-cases/mark-case.js';

/** The sweep of sleeping listings, as parts of the registry's module. */
export const dormancyParts = {
  controllers: [DormancyController],
  providers: [DormantListingStore, FindDormant, MarkCase],
  settings: (config: DormancySettings): Provider => ({
    provide: DormancySettings,
    useValue: { dormantAfterDays: config.dormantAfterDays } satisfies DormancySettings,
  }),
};

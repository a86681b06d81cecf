import { RestrictionsController } from './api/restrictions.controller.js';
import { CaseActivityStore } from './storage/case-activity.store.js';
import { RestrictedCaseStore } from './storage/restricted-case.store.js';
import { RestrictionVersionRow } from './storage/restriction-version.row.js';
import { RestrictionVersionStore } from './storage/restriction-version.store.js';
import { RestrictionRow } from './storage/restriction.row.js';
import { RestrictionStore } from './storage/restriction.store.js';
import { EndTemporaryLifts } from './use-cases/end-temporary-lifts.js';
import { ImposeRestriction } from './use-cases/impose-restriction.js';
import { ImposeRestrictions } from './use-cases/impose-restrictions.js';
import { LiftRestrictions } from './use-cases/lift-restrictions.js';
import { ReadRestrictions } from './use-cases/read-restrictions.js';

/** 限制消费 and 限制出境, as parts of the registry's module. */
export const restrictionsParts = {
  entities: [RestrictionRow, RestrictionVersionRow],
  controllers: [RestrictionsController],
  providers: [
    CaseActivityStore,
    RestrictedCaseStore,
    RestrictionStore,
    RestrictionVersionStore,
    ImposeRestriction,
    ImposeRestrictions,
    LiftRestrictions,
    EndTemporaryLifts,
    ReadRestrictions,
  ],
};

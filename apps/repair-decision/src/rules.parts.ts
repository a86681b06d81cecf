import type { FactoryProvider } from '@nestjs/common';
import { RuleSetsController } from './api/rule-sets.controller.js';
import { RuleSets } from './rules/rule-sets.js';
import { OWN_RULES, type RuleSettings } from './rules/rule-settings.js';
import { RuleSetVersionStore } from './storage/rule-set-version.store.js';
import { BringRuleSetsIntoUse } from './use-cases/bring-rule-sets-into-use.js';

/** The part of this service about the rules that it decides by. */
export const rules = {
  controllers: [RuleSetsController],
  stores: [RuleSetVersionStore],
  useCases: [BringRuleSetsIntoUse],
};

/** Broken rule sets end the start here, before anything listens. */
export function ruleSetsProvider(settings: RuleSettings = OWN_RULES): FactoryProvider<RuleSets> {
  return {
    provide: RuleSets,
    inject: [BringRuleSetsIntoUse],
    useFactory: (bring: BringRuleSetsIntoUse) => bring.execute(settings),
  };
}

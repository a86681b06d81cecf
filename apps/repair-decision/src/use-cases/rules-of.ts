import { shanghaiDate } from '#calendar';
import type { Application, ApplicationFacts } from '../domain/application.js';
import type { LoadedRuleSet } from '../domain/rules/evaluation.js';
import type { RuleSets } from '../rules/rule-sets.js';

type Filing = Pick<ApplicationFacts, 'courtCode' | 'basis' | 'situation' | 'filedAt'>;

/** The rules that an application is handled by: those in force when it is filed. */
export function rulesFor(
  sets: RuleSets,
  { courtCode: court, basis, situation, filedAt }: Filing,
): LoadedRuleSet {
  const on = shanghaiDate(filedAt);
  return sets.choose({ court, basis, situation: situation ?? undefined, on });
}

/** The same to the end: a new version, or another court's choice, meets no application under way. */
export function rulesOf(sets: RuleSets, application: Application): LoadedRuleSet {
  const { id, version } = application.ruleSet;
  return sets.find(id, version) ?? rulesFor(sets, application);
}

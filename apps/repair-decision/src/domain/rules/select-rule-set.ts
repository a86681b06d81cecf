import type { CalendarDate } from '#calendar';
import type { Basis } from '#contracts';
import type { RuleSet } from './rule-set.js';

/** What decides which rules an application is examined under. */
export interface Matter {
  court: string;
  basis: Basis;
  /** 修复情形, where the applicant names one. */
  situation?: string | undefined;
  on: CalendarDate;
}

export type Selection<T> =
  | { ok: true; selected: T }
  | {
      ok: false;
      /**
       * `SITUATION_REQUIRED`: the court has several sets for this basis, and the application must say
       * which; a court's own rules are never passed over for the national ones.
       */
      reason: 'SITUATION_REQUIRED' | 'UNKNOWN_SITUATION' | 'NO_RULE_SET';
      situations: string[];
    };

/** The court's own set before the default one, each in the version in force that day. */
export function selectRuleSet<T extends { ruleSet: RuleSet }>(
  loaded: readonly T[],
  matter: Matter,
): Selection<T> {
  const open = inForce(loaded, matter.on).filter(({ ruleSet }) =>
    ruleSet.appliesTo.bases.includes(matter.basis),
  );
  const own = open.filter(
    ({ ruleSet }) => ruleSet.courts !== 'default' && ruleSet.courts.includes(matter.court),
  );
  const national = open.filter(({ ruleSet }) => ruleSet.courts === 'default');
  return among(own.length > 0 ? own : national, matter.situation);
}

function among<T extends { ruleSet: RuleSet }>(
  sets: readonly T[],
  situation: string | undefined,
): Selection<T> {
  const situations = sets.flatMap(({ ruleSet }) => ruleSet.appliesTo.situation ?? []).sort();
  const exact = sets.find(({ ruleSet }) => ruleSet.appliesTo.situation === situation);
  if (exact) return { ok: true, selected: exact };
  if (sets.length === 0) return { ok: false, reason: 'NO_RULE_SET', situations };
  if (situation !== undefined) return { ok: false, reason: 'UNKNOWN_SITUATION', situations };
  const [only] = sets;
  if (only && sets.length === 1) return { ok: true, selected: only };
  return { ok: false, reason: 'SITUATION_REQUIRED', situations };
}

/** Of each set the newest version whose day has come. */
export function inForce<T extends { ruleSet: RuleSet }>(
  loaded: readonly T[],
  on: CalendarDate,
): T[] {
  const newest = new Map<string, T>();
  for (const each of loaded) {
    const { id, version, effectiveFrom } = each.ruleSet;
    const known = newest.get(id);
    if (effectiveFrom <= on && (!known || known.ruleSet.version < version)) newest.set(id, each);
  }
  return [...newest.values()];
}

import { Problem } from '#bootstrap';
import type { CalendarDate } from '#calendar';
import {
  inForce,
  selectRuleSet,
  type LoadedRuleSet,
  type Matter,
  type Selection,
} from '../domain/rules/index.js';

/** The rules that this service decides by. Read once, at its start: to change them, start it anew. */
export class RuleSets {
  constructor(
    /** Those of the folder. */
    private readonly current: readonly LoadedRuleSet[],
    /** Versions that were in use and are no longer in the folder. */
    private readonly past: readonly LoadedRuleSet[] = [],
  ) {}

  /** @throws 422 when the court has several sets for the matter, or none for the situation it names. */
  choose(matter: Matter): LoadedRuleSet {
    const selection = selectRuleSet(this.current, matter);
    if (selection.ok) return selection.selected;
    throw refusalOf(selection);
  }

  /** What decides at a court on a day: its own sets before the national ones. */
  inForce(court: string | undefined, on: CalendarDate): LoadedRuleSet[] {
    const sets = inForce(this.current, on);
    const own = sets.filter(
      ({ ruleSet: { courts } }) =>
        court !== undefined && courts !== 'default' && courts.includes(court),
    );
    return [...own, ...sets.filter(({ ruleSet }) => ruleSet.courts === 'default')];
  }

  /** A version by name, also one that no longer decides anything new; null when it never was in use. */
  find(id: string, version: number): LoadedRuleSet | null {
    const named = ({ ruleSet }: LoadedRuleSet) => ruleSet.id === id && ruleSet.version === version;
    return this.current.find(named) ?? this.past.find(named) ?? null;
  }
}

function refusalOf({
  reason,
  situations,
}: Extract<Selection<LoadedRuleSet>, { ok: false }>): Problem {
  const field = reason === 'NO_RULE_SET' ? 'basis' : 'situation';
  const vars = { situations: situations.join(', ') };
  return new Problem(422, reason, { field, vars, extensions: { situations } });
}

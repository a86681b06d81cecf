import { BASES } from '#contracts';
import type { RuleSet } from './rule-set.js';
import { inForce } from './select-rule-set.js';

/** Two sets that contradict each other: `at` and `other` are their places in the list. */
export interface Quarrel {
  code:
    /** Two files are the same version of a set. */
    | 'DUPLICATE_VERSION'
    /** A later version must take effect on a later day. */
    | 'VERSION_ORDER'
    /** Both are for the same applications of one court. */
    | 'OVERLAP';
  at: number;
  other: number;
  vars: { set: string; court?: string; basis?: string };
}

/** Checks what one set alone cannot show. */
export function checkRuleSets(sets: readonly RuleSet[]): Quarrel[] {
  return [...versionQuarrels(sets), ...overlaps(sets)];
}

function versionQuarrels(sets: readonly RuleSet[]): Quarrel[] {
  return sets.flatMap((set, at) =>
    sets.slice(0, at).flatMap((earlier, other): Quarrel[] => {
      const named = { at, other, vars: { set: set.id } };
      if (earlier.id !== set.id) return [];
      if (earlier.version === set.version) return [{ ...named, code: 'DUPLICATE_VERSION' }];
      const isOrdered =
        earlier.effectiveFrom !== set.effectiveFrom &&
        earlier.version < set.version === earlier.effectiveFrom < set.effectiveFrom;
      return isOrdered ? [] : [{ ...named, code: 'VERSION_ORDER' }];
    }),
  );
}

/** On every day on which some version takes effect, no court has two sets for the same matter. */
function overlaps(sets: readonly RuleSet[]): Quarrel[] {
  const days = [...new Set(sets.map(({ effectiveFrom }) => effectiveFrom))].sort();
  const found = new Map<string, Quarrel>();
  const numbered = sets.map((ruleSet, at) => ({ ruleSet, at }));
  for (const day of days) {
    const claimed = new Map<string, number>();
    for (const { ruleSet, at } of inForce(numbered, day)) {
      for (const { key, court, basis } of claimsOf(ruleSet)) {
        const other = claimed.get(key);
        const pair = `${other} ${at}`;
        if (other === undefined) claimed.set(key, at);
        else if (!found.has(pair)) {
          found.set(pair, { code: 'OVERLAP', at, other, vars: { set: ruleSet.id, court, basis } });
        }
      }
    }
  }
  return [...found.values()];
}

function claimsOf({ courts, appliesTo }: RuleSet) {
  const { bases, situation = '' } = appliesTo;
  return (courts === 'default' ? ['default'] : courts).flatMap((court) =>
    bases.map((basis) => ({ key: `${court} ${basis} ${situation}`, court, basis })),
  );
}

/** The bases for which a court without rules of its own would have none at all on that day. */
export function basesWithoutDefault(sets: readonly RuleSet[], on: string): string[] {
  const covered = new Set<string>(
    inForce(
      sets.map((ruleSet) => ({ ruleSet })),
      on,
    ).flatMap(({ ruleSet: { courts, appliesTo } }) =>
      courts === 'default' && appliesTo.situation === undefined ? appliesTo.bases : [],
    ),
  );
  return BASES.filter((basis) => !covered.has(basis));
}

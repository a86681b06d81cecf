import type { Bilingual } from './bilingual.js';
import type { Finding } from './finding.js';
import type { RuleSet } from './rule-set.js';

/** A set as it was loaded: with the digest of its text, which names exactly this wording. */
export interface LoadedRuleSet {
  ruleSet: RuleSet;
  /** `sha256:<hex>` of the file's bytes. */
  digest: string;
}

/** Which wording of which rules an application is examined under. */
export interface RuleSetReference {
  id: string;
  version: number;
  digest: string;
  title: Bilingual;
}

/**
 * An examination as it is kept with the decision: the set it was made under, and every finding with its
 * own text and source. No later set, nor a lost file, changes what it says.
 */
export interface Evaluation {
  ruleSet: RuleSetReference;
  evaluatedAt: string;
  findings: Finding[];
}

/** Keeps findings as they are now. Copied through and through: nothing is shared with the rule set. */
export function freezeEvaluation(
  loaded: LoadedRuleSet,
  findings: readonly Finding[],
  now: Date,
): Evaluation {
  return structuredClone({
    ruleSet: referenceOf(loaded),
    evaluatedAt: now.toISOString(),
    findings: [...findings],
  });
}

export function referenceOf({ ruleSet, digest }: LoadedRuleSet): RuleSetReference {
  const { id, version, title } = ruleSet;
  return { id, version, digest, title };
}

import type { Bilingual } from './bilingual.js';
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

/** Kept with the findings of a case: each finding has its own text and source, so no later set changes them. */
export function referenceOf({ ruleSet, digest }: LoadedRuleSet): RuleSetReference {
  const { id, version, title } = ruleSet;
  return { id, version, digest, title: { ...title } };
}

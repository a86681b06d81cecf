import type { ListingGround } from '#contracts';
import { addYears } from './months.js';

export const RULE_VERSIONS = ['FS2013-17', 'FS2017-7'] as const;
/** Under which text a court listed: 法释〔2013〕17号 as made, or as amended by 法释〔2017〕7号. */
export type RuleVersion = (typeof RULE_VERSIONS)[number];

/** 法释〔2017〕7号 is in force from this day on. */
export const AMENDED_FROM = '2017-05-01';

export function ruleVersionOn(decidedOn: string): RuleVersion {
  return decidedOn < AMENDED_FROM ? 'FS2013-17' : 'FS2017-7';
}

export const EXTENSION_REASONS = ['SERIOUS_RESISTANCE', 'SEVERAL_ACTS'] as const;
/** Art 2 ¶1: 以暴力、威胁方法妨碍、抗拒执行情节严重, or 具有多项失信行为. */
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

/** 延长: one to three years on top of the two. */
export interface Extension {
  years: number;
  reason: ExtensionReason;
}

/** How long a listing lasts: what its exits depend on. */
export interface Term {
  grounds: readonly ListingGround[];
  ruleVersion: RuleVersion;
  /** Last day (YYYY-MM-DD, Asia/Shanghai); null where no ground has a term. */
  termEndsOn: string | null;
}

export type TermRefusal =
  'RULE_VERSION' | 'EXTENSION_WITHOUT_TERM' | 'EXTENSION_REASON' | 'EXTENSION_YEARS';

interface TermQuestion {
  grounds: readonly ListingGround[];
  ruleVersion: RuleVersion;
  decidedOn: string;
  extension: Extension | null;
}

const TERM_YEARS = 2;
const EXTENSION = { min: 1, max: 3 };

/**
 * The term of Art 2: none for L1; two years for L2–L6, longer by one to three years where resistance
 * was serious or the acts were several, so five at most. It runs from the decision, which takes effect
 * when made (Art 5). The text of 2013 knew no terms.
 */
export function termOf(question: TermQuestion): Term | { refusal: TermRefusal } {
  const { grounds, ruleVersion, decidedOn, extension } = question;
  if (ruleVersion !== ruleVersionOn(decidedOn)) return { refusal: 'RULE_VERSION' };
  if (!hasTermedGround(question)) {
    if (extension) return { refusal: 'EXTENSION_WITHOUT_TERM' };
    return { grounds, ruleVersion, termEndsOn: null };
  }
  const refusal = extension && refuseExtension(grounds, extension);
  if (refusal) return { refusal };
  const years = TERM_YEARS + (extension?.years ?? 0);
  return { grounds, ruleVersion, termEndsOn: addYears(decidedOn, years) };
}

/** L2–L6 under the text of 2017: a ground that lapses with its term. */
export function hasTermedGround({ grounds, ruleVersion }: Omit<Term, 'termEndsOn'>): boolean {
  return ruleVersion === 'FS2017-7' && grounds.some((ground) => ground !== 'L1_ABLE_BUT_REFUSES');
}

/** L1, or any ground of the text of 2013: a ground that lasts until one of Art 10's facts. */
export function hasUntermedGround({ grounds, ruleVersion }: Omit<Term, 'termEndsOn'>): boolean {
  return ruleVersion === 'FS2013-17' || grounds.includes('L1_ABLE_BUT_REFUSES');
}

export function isTermRunning({ termEndsOn }: Term, today: string): boolean {
  return termEndsOn !== null && today <= termEndsOn;
}

/** 纳入期限届满: every ground had a term, and it is over. Beside L1, an ended term ends nothing. */
export function isTermOver(term: Term, today: string): boolean {
  return term.termEndsOn !== null && !isTermRunning(term, today) && !hasUntermedGround(term);
}

function refuseExtension(
  grounds: readonly ListingGround[],
  { years, reason }: Extension,
): TermRefusal | null {
  if (!Number.isInteger(years) || years < EXTENSION.min || years > EXTENSION.max) {
    return 'EXTENSION_YEARS';
  }
  switch (reason) {
    case 'SERIOUS_RESISTANCE':
      return grounds.includes('L2_OBSTRUCT_RESIST') ? null : 'EXTENSION_REASON';
    case 'SEVERAL_ACTS':
      return null;
  }
}

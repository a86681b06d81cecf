import type { Basis, LiftBasis, ListingGround, RestrictionKind, SanctionDomain } from '#contracts';
import {
  BASES,
  LIFT_BASES,
  LISTING_GROUNDS,
  RESTRICTION_KINDS,
  SANCTION_DOMAINS,
} from '#contracts';

/** The words that stand for codes on a paper. */
export interface Phrases {
  grounds: Record<ListingGround, string>;
  legalBasis: Record<Basis, string>;
  /** Added where a decision lifts a 限制出境. */
  legalBasisOfExit: string;
  /** Why a listing left, as told to others; a lift alone is told to nobody. */
  outcome: Record<Exclude<Basis, LiftBasis>, string>;
  restriction: Record<RestrictionKind, string>;
  boundRole: Record<string, string>;
  domain: Record<SanctionDomain, string>;
  performance: Record<string, string>;
  consultation: Record<string, string>;
  /** What every debtor promises. */
  undertakings: string[];
  addressUndertaking: string;
  /** Whom a notice without named recipients is addressed to. */
  anyone: string;
  /** Which court reviews a denial, as the paper names it. */
  reviewCourt: string;
  /** The court above, where its name is not known. */
  higherCourt: string;
  note: Record<'code' | 'verify' | 'digest' | 'noSeal' | 'rare', string>;
}

const TABLES: Record<string, readonly string[]> = {
  grounds: LISTING_GROUNDS,
  legalBasis: BASES,
  outcome: BASES.filter((basis) => !LIFT_BASES.some((lift) => lift === basis)),
  restriction: RESTRICTION_KINDS,
  domain: SANCTION_DOMAINS,
  boundRole: [],
  performance: [],
  consultation: [],
  note: ['code', 'verify', 'digest', 'noSeal', 'rare'],
};
const WORDS = ['legalBasisOfExit', 'addressUndertaking', 'anyone', 'reviewCourt', 'higherCourt'];
const LISTS = ['undertakings'];

/** A court's phrases over those it does not word itself. @throws a sentence about what is wrong or missing. */
export function mergePhrases(given: unknown, base: Phrases | null): Phrases {
  if (given === null && base) return base;
  if (!isTable(given)) throw new Error('phrases.zh-CN.json must be an object.');
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(given)) {
    if (WORDS.includes(name) && typeof value === 'string') merged[name] = value;
    else if (LISTS.includes(name) && isListOfWords(value)) merged[name] = value;
    else if (Object.hasOwn(TABLES, name) && isTable(value))
      merged[name] = { ...asTable(merged[name]), ...value };
    else throw new Error(`phrases.zh-CN.json: ${name} is unknown, or of the wrong kind.`);
  }
  for (const [name, keys] of Object.entries(TABLES)) {
    const table = asTable(merged[name]);
    const missing = keys.find((key) => typeof table[key] !== 'string');
    if (missing) throw new Error(`phrases.zh-CN.json: ${name}.${missing} is missing.`);
  }
  return merged as unknown as Phrases;
}

function isListOfWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function asTable(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

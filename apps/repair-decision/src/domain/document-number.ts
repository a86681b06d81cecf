import type { DocumentType } from '#contracts';
import { chineseNumeral } from './chinese-numeral.js';

/**
 * How a court numbers each type of paper, with `{year}`, `{court}` (皖0104), `{case}` (the 执行案号) and
 * one of `{n}` (12) or `{nZh}` (十二). What is left when all but the number is filled in is a series:
 * papers of one series share one counter, so that no two papers bear the same number.
 */
export type NumberPatterns = Record<DocumentType, string>;

/**
 * Ours unless a court configures its own, such as `{case}之{nZh}`. They don't continue the case's 之一,
 * 之二: only the case's file knows which of those are taken by other papers.
 */
export const DEFAULT_NUMBERS: NumberPatterns = {
  REPAIR_DECISION: '（{year}）{court}信修{n}号',
  REPAIR_CERTIFICATE: '（{year}）{court}信修证{n}号',
  REPAIR_NOTICE: '（{year}）{court}信修告{n}号',
  REVOCATION_DECISION: '（{year}）{court}信修撤{n}号',
  COMMITMENT: '（{year}）{court}信诺{n}号',
};

export interface NumberedMatter {
  courtCode: string;
  /** 执行案号; null where it is not known here. */
  caseNumber: string | null;
  /** Year in China. */
  year: string;
}

const PLACES = /\{(year|court|case|n|nZh)\}/g;
const COUNTERS = /\{(?:n|nZh)\}/g;

/** @returns why a pattern can't number papers, or null. */
export function faultOfPattern(
  pattern: string,
): 'NO_COUNTER' | 'UNKNOWN_PLACE' | 'NOT_UNIQUE' | null {
  if (/[{}]/.test(pattern.replace(PLACES, ''))) return 'UNKNOWN_PLACE';
  if ((pattern.match(COUNTERS) ?? []).length !== 1) return 'NO_COUNTER';
  // A case number names its court and its year; a series of the year must name both itself.
  const isUnique =
    pattern.includes('{case}') || /\{year\}.*\{court\}|\{court\}.*\{year\}/.test(pattern);
  return isUnique ? null : 'NOT_UNIQUE';
}

/** The series that a paper is numbered in: its pattern with all but the number filled in. */
export function seriesOf(
  type: DocumentType,
  patterns: NumberPatterns,
  matter: NumberedMatter,
): string {
  const { caseNumber } = matter;
  const wanted = patterns[type];
  const pattern = wanted.includes('{case}') && caseNumber === null ? DEFAULT_NUMBERS[type] : wanted;
  return pattern
    .replaceAll('{year}', matter.year)
    .replaceAll('{court}', matter.courtCode)
    .replaceAll('{case}', caseNumber ?? '');
}

/** The number as printed: the place in the series filled in. */
export function numberOf(series: string, sequence: number): string {
  return series.replace('{n}', String(sequence)).replace('{nZh}', chineseNumeral(sequence));
}

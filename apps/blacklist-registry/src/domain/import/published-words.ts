import type { ListingGround } from '#contracts';
import type { Performance } from '../listing-entry.js';

/**
 * How published records name the grounds of Art 1. The wording varies with year and system, so each is
 * told by what it must say; the first that fits counts. “其他有履行能力而拒不履行…” is the wording of item 1.
 */
const GROUND_WORDS: readonly (readonly [RegExp, ListingGround])[] = [
  [/(?:妨碍|抗拒).*执行|暴力|威胁/, 'L2_OBSTRUCT_RESIST'],
  [/规避执行|虚假诉讼|虚假仲裁|(?:隐匿|转移).*财产/, 'L3_EVADE'],
  [/财产报告/, 'L4_ASSET_REPORT'],
  [/限制(?:高)?消费/, 'L5_SPENDING_ORDER'],
  [/和解协议/, 'L6_SETTLEMENT'],
  [/有履行能力.*(?:拒不|不)履行|有能力.*(?:拒不|不)履行/, 'L1_ABLE_BUT_REFUSES'],
];

const GROUNDS: Readonly<Record<string, ListingGround>> = {
  L1: 'L1_ABLE_BUT_REFUSES',
  L2: 'L2_OBSTRUCT_RESIST',
  L3: 'L3_EVADE',
  L4: 'L4_ASSET_REPORT',
  L5: 'L5_SPENDING_ORDER',
  L6: 'L6_SETTLEMENT',
};

/** Several grounds stand in one field, divided by any of these; a 、 is part of the law's own wording. */
const BETWEEN_GROUNDS = /[,;，；|\n]+/;

/** @returns the grounds in the law's order, null when one of them is not recognised or none is given. */
export function groundsNamed(text: string): ListingGround[] | null {
  const named = text
    .split(BETWEEN_GROUNDS)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(groundNamed);
  if (named.length === 0 || named.includes(null)) return null;
  return [...new Set(named as ListingGround[])].sort();
}

function groundNamed(text: string): ListingGround | null {
  const own = GROUNDS[text.slice(0, 2)];
  if (own !== undefined && (text === own || text === own.slice(0, 2))) return own;
  return GROUND_WORDS.find(([words]) => words.test(text))?.[1] ?? null;
}

/** @returns null when the wording says none of the three. */
export function performanceNamed(text: string): Performance | null {
  switch (text.trim()) {
    case '全部未履行':
    case '未履行':
    case 'NONE':
      return 'NONE';
    case '部分未履行':
    case '部分履行':
    case '部分已履行':
    case 'PARTIAL':
      return 'PARTIAL';
    case '全部履行':
    case '全部已履行':
    case '已履行':
    case '履行完毕':
    case 'FULL':
      return 'FULL';
  }
  return null;
}

/** 0 is a natural person and 1 a unit in the published records. @returns null for other wordings. */
export function subjectTypeNamed(text: string): 'PERSON' | 'UNIT' | null {
  switch (text.trim().toUpperCase()) {
    case '0':
    case 'PERSON':
    case '自然人':
    case '个人':
      return 'PERSON';
    case '1':
    case 'UNIT':
    case '单位':
    case '法人':
    case '企业':
    case '法人或其他组织':
    case '法人或非法人组织':
      return 'UNIT';
  }
  return null;
}

const DATE = /^(\d{4})(?:-?(\d{2})-?(\d{2})|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[ T].*)?$/;

/** Reads `20190312`, `2019-03-12`, `2019/3/12`, `2019年03月12日`, also with a time. @returns YYYY-MM-DD or null. */
export function dateNamed(text: string): string | null {
  const [, year = '', month1, day1, month2, day2] = DATE.exec(text.trim()) ?? [];
  const date = `${year}-${two(month1 ?? month2)}-${two(day1 ?? day2)}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return exists ? date : null;
}

function two(number = ''): string {
  return number.padStart(2, '0');
}

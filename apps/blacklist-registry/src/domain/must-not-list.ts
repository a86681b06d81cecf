import type { ListingGround } from '#contracts';
import { addYears } from './months.js';

/** As much of 被执行人 as can be seen to forbid it. */
type Debtor = { type: 'UNIT' } | { type: 'PERSON'; idNumber: string };

export const BARS = [
  'N1_GUARANTEE',
  'N2_SEIZED_ENOUGH',
  'N3_LATER_IN_ORDER',
  'N4_OTHER_NOT_L1',
  'N5_MINOR',
  'N6_CONTROLLED_ENOUGH',
  'N7_CREDITOR_DEFERS',
  'N8_UNIT_OFFICER',
  'N9_STUDENT_LOAN',
] as const;
/** 不得纳入 (domain.md §1.3): facts in whose presence a court must not list. */
export type Bar = (typeof BARS)[number];

interface BarRule {
  legalSource: string;
  /** Null: every ground. */
  grounds: readonly ListingGround[] | null;
}

const ABILITY: readonly ListingGround[] = ['L1_ABLE_BUT_REFUSES'];
const ABILITY_OR_SETTLEMENT: readonly ListingGround[] = ['L1_ABLE_BUT_REFUSES', 'L6_SETTLEMENT'];

/** Art 3 bars L1 alone; Art 4 and 法发〔2019〕35号 §16 bar what they name. */
export const BAR_RULES: Readonly<Record<Bar, BarRule>> = {
  N1_GUARANTEE: { legalSource: '法释〔2017〕7号 Art 3(1)', grounds: ABILITY },
  N2_SEIZED_ENOUGH: { legalSource: '法释〔2017〕7号 Art 3(2)', grounds: ABILITY },
  N3_LATER_IN_ORDER: { legalSource: '法释〔2017〕7号 Art 3(3)', grounds: ABILITY },
  N4_OTHER_NOT_L1: { legalSource: '法释〔2017〕7号 Art 3(4)', grounds: ABILITY },
  N5_MINOR: { legalSource: '法释〔2017〕7号 Art 4', grounds: null },
  N6_CONTROLLED_ENOUGH: { legalSource: '法发〔2019〕35号 §16', grounds: ABILITY_OR_SETTLEMENT },
  N7_CREDITOR_DEFERS: { legalSource: '法发〔2019〕35号 §16', grounds: ABILITY_OR_SETTLEMENT },
  N8_UNIT_OFFICER: { legalSource: '法发〔2019〕35号 §16', grounds: null },
  N9_STUDENT_LOAN: { legalSource: '法发〔2019〕35号 §16', grounds: null },
};

const ADULT_AT = 18;

/** The first fact that forbids the listing: one the officer found, or a minor by the identity number. */
export function findBar(entry: {
  subject: Debtor;
  grounds: readonly ListingGround[];
  decidedOn: string;
  bars: readonly Bar[];
}): Bar | null {
  if (isMinor(entry.subject, entry.decidedOn)) return 'N5_MINOR';
  return entry.bars.find((bar) => applies(BAR_RULES[bar], entry.grounds)) ?? null;
}

function applies({ grounds: barred }: BarRule, grounds: readonly ListingGround[]): boolean {
  return barred === null || grounds.some((ground) => barred.includes(ground));
}

/** 未成年人: under eighteen on the day of the decision. */
function isMinor(subject: Debtor, decidedOn: string): boolean {
  return subject.type === 'PERSON' && decidedOn < addYears(bornOn(subject.idNumber), ADULT_AT);
}

/** Digits 7–14 of a 公民身份号码. */
export function bornOn(idNumber: string): string {
  return `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
}

import type { ListingGround } from '#contracts';
import type { Bar } from './must-not-list.js';
import type { Extension, RuleVersion } from './term.js';

/** 履行情况: how much of the duty was performed when the court listed. */
export type Performance = 'NONE' | 'PARTIAL' | 'FULL';

/** Who signed the decision to list, as the court says; a repair is approved at the same level. */
export const IMPOSERS = ['JUDGE', 'PRESIDENT'] as const;
export type ImposedBy = (typeof IMPOSERS)[number];

/** 申请执行人申请, or 依职权. */
export const APPLICANTS = ['CREDITOR', 'EX_OFFICIO'] as const;
export type Applicant = (typeof APPLICANTS)[number];

/** 被执行人. */
export type Subject =
  | { type: 'UNIT'; name: string; uscc: string; legalRepresentative?: string }
  | { type: 'PERSON'; name: string; idNumber: string };

/** 执行依据: the judgment or award that is being enforced. */
export interface Instrument {
  number: string;
  maker: string;
}

/** The published fields of 法释〔2017〕7号 Art 6 that a correction may change, in canonical form. */
export interface ListingContent {
  subject: Subject;
  grounds: ListingGround[];
  ruleVersion: RuleVersion;
  extension: Extension | null;
  /** 失信行为的具体情形. */
  conduct: string | null;
  instrument: Instrument;
  duty: string;
  performance: Performance;
  performedPart: string | null;
  unperformedPart: string | null;
  filedOn: string;
  decidedOn: string;
}

/** What a court enters when it lists. */
export interface ListingEntry extends ListingContent {
  caseNumber: string;
  imposedBy: ImposedBy | null;
  applicant: Applicant | null;
  /** Bars that the officer found; one that applies to the grounds stops the listing. */
  bars: Bar[];
  grace: { until: string; grantedOn?: string } | null;
  publishOn: string | null;
}

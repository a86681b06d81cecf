import type { Initiator, ListingGround } from '#contracts';
import type { Bilingual } from './bilingual.js';

/**
 * The closed vocabulary of what can settle a rule, and what each condition says. docs/rules.md explains
 * each to a lawyer; periods are months or calendar days, money is integer 分 (fen), shares are whole percent.
 */
export interface Facts {
  /** 无其他在列失信信息: read live from the registry. */
  noOtherListing: true;
  /** 无其他未结执行案件: the officer attests it, naming source and query time. */
  noOpenCase: { maxAgeDays?: number };
  /** A fact that no machine can read: the officer attests under this rule's id whether it was found. */
  attested: { expect: 'ABSENT' | 'PRESENT'; maxAgeDays?: number; where?: Bilingual };
  materialsPresent: string[];
  /** 申请执行人同意: every creditor who was asked. Silence counts as the procedure says. */
  creditorConsents: true;
  /** 申请执行人未提出异议: silence is enough. */
  creditorDoesNotObject: true;
  /** 信用承诺书 is signed. */
  commitmentSigned: true;
  /** No breach of an earlier commitment, ever or within so many months. */
  noCommitmentBreach: { withinMonths?: number };
  /** This listing was not decided within so many months after an earlier one ended. */
  notRelistedWithin: { months: number };
  listedForAtLeast: { months: number };
  /** 纳入期限届满 */
  termHasEnded: true;
  groundsAnyOf: ListingGround[];
  groundsNoneOf: ListingGround[];
  subjectIs: 'UNIT' | 'PERSON';
  initiatedBy: Initiator[];
  performedInFull: true;
  performedAtLeast: { percent: number };
  /** 履行计划: ends within so many months, and pays what is still owed. */
  plan: { maxMonths: number; coversRemainder: boolean };
  /** 担保 for so much of what is still owed. */
  guarantee: { percentOfRemainder: number };
}

/** Every word of the vocabulary: the facts, and what joins them. */
export interface Conditions extends Facts {
  anyOf: Condition[];
  allOf: Condition[];
}

export type ConditionKind = keyof Conditions;

/** One condition, as a rule set writes it: `{ performedAtLeast: { percent: 30 } }`. */
export type Condition =
  | { [K in keyof Facts]: Record<K, Facts[K]> }[keyof Facts]
  | { anyOf: Condition[] }
  | { allOf: Condition[] };

/** What the court must be given to settle a condition. */
export type EvidenceKind =
  | 'OTHER_LISTINGS'
  | 'OPEN_CASES'
  | 'ATTESTATION'
  | 'MATERIALS'
  | 'CREDITOR_REPLY'
  | 'COMMITMENT'
  | 'COMMITMENT_BREACHES'
  | 'EARLIER_LISTINGS'
  | 'LISTING_FACTS'
  | 'PERFORMANCE'
  | 'PLAN'
  | 'GUARANTEE';

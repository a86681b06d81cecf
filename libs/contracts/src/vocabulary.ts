/** The field's enums (domain.md §1–§3, §11), declared once. */

/**
 * The exits of 法释〔2013〕17号 as amended by 法释〔2017〕7号. D1–D7 are Art 10(1)–(7), each mandatory; E is
 * Art 10 ¶2 (期限届满); P is Art 2 ¶2 (提前删除), at the court's discretion; X is Art 9 (撤销: never valid).
 */
export const REMOVAL_BASES = [
  'D1_PERFORMED',
  'D2_SETTLED_PERFORMED',
  'D3_CREDITOR_REQUEST',
  'D4_TERMINATED_NO_ASSETS',
  'D5_STAYED',
  'D6_NOT_ENFORCED',
  'D7_CLOSED',
  'E_TERM_EXPIRED',
  'P_EARLY',
  'X_REVOKED_ERROR',
] as const;
export type RemovalBasis = (typeof REMOVAL_BASES)[number];
export function isRemovalBasis(basis: Basis | null): basis is RemovalBasis {
  return REMOVAL_BASES.some((each) => each === basis);
}

/** Why a restriction (限制消费, 限制出境) is lifted: its own rules, apart from the listing's (domain.md §2, §3). */
export const LIFT_BASES = [
  /** 履行完毕: must be lifted. */
  'R_PERFORMED',
  /** 提供充分有效担保: may be lifted. */
  'R_GUARANTEE',
  /** 申请执行人同意: 法〔2021〕322号 §23, within 3 working days. */
  'R_CREDITOR_CONSENT',
  /** 法定代表人变更: 法发〔2019〕35号 §17(2). */
  'R_REPRESENTATIVE_CHANGED',
  /** 因私消费以个人财产: 法发〔2019〕35号 §17(1). */
  'R_PRIVATE_SPENDING',
  /** 重大疾病、丧葬、公务、重要考试: 法发〔2019〕35号 §17(3), air and high-speed rail only, at most a month. */
  'R_TEMPORARY_NEED',
] as const;
export type LiftBasis = (typeof LIFT_BASES)[number];

export const BASES = [...REMOVAL_BASES, 'T_TEMP_SHIELD', 'X_CORRECTED', ...LIFT_BASES] as const;
/** Why a court changes a listing or lifts a restriction. 暂时屏蔽 rests on local rules, 更正 on Art 9. */
export type Basis = (typeof BASES)[number];

/** What a court orders the registry to do. */
export const ORDER_ACTIONS = ['REMOVE', 'SHIELD', 'CORRECT', 'RESTORE', 'LIFT'] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** 案件发起: who starts an application. EX_OFFICIO (依职权) is the court's own duty. */
export const INITIATORS = ['DEBTOR', 'CREDITOR', 'EX_OFFICIO'] as const;
export type Initiator = (typeof INITIATORS)[number];

/** 决定 → 宽限 → 公布 → 屏蔽, 删除, 届满删除, 撤销. */
export const LISTING_STATES = [
  'DECIDED',
  'GRACE',
  'PUBLISHED',
  'SHIELDED',
  'DELETED',
  'EXPIRED_DELETED',
  'REVOKED_AS_ERROR',
] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** 限制消费 (法释〔2015〕17号) and 限制出境 (民事诉讼法 Art 266): each per person bound, each with its own rules. */
export const RESTRICTION_KINDS = ['SPENDING', 'EXIT'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];
export const RESTRICTION_STATES = ['ACTIVE', 'TEMP_LIFTED', 'LIFTED'] as const;
export type RestrictionState = (typeof RESTRICTION_STATES)[number];

/** Changes that the registry applies by itself when their day comes; no order stands behind them. */
export const CHANGE_CAUSES = [
  'GRACE_ENDED',
  'TERM_EXPIRED',
  'SHIELD_ENDED',
  'TEMPORARY_LIFT_ENDED',
] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/**
 * The seven fields that Art 8 names: 政府采购, 招标投标, 行政审批, 政府扶持, 融资信贷, 市场准入, 资质认定.
 */
export const SANCTION_DOMAINS = [
  'GOVERNMENT_PROCUREMENT',
  'BIDDING',
  'ADMINISTRATIVE_APPROVAL',
  'GOVERNMENT_SUPPORT',
  'FINANCING_AND_CREDIT',
  'MARKET_ACCESS',
  'QUALIFICATION',
] as const;
export type SanctionDomain = (typeof SANCTION_DOMAINS)[number];

/** 文书: what a court issues on paper (domain.md §4.1). */
export const DOCUMENT_TYPES = [
  /** 信用修复决定书 */
  'REPAIR_DECISION',
  /** 信用修复证明 */
  'REPAIR_CERTIFICATE',
  /** 信用修复告知书 */
  'REPAIR_NOTICE',
  /** 撤销信用修复决定书 */
  'REVOCATION_DECISION',
  /** 信用承诺书 */
  'COMMITMENT',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Why the registry refuses an order. BAD_SIGNATURE is never an order's outcome, only one of its `refusals`. */
export const REFUSAL_REASONS = [
  'OTHER_COURT',
  'OLDER_ORDER',
  'ILLEGAL_TRANSITION',
  'UNKNOWN_LISTING',
  'UNKNOWN_RESTRICTION',
  'UNKNOWN_CORRECTION',
  'BAD_SIGNATURE',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** 纳入情形, Art 1 (一)–(六) of 法释〔2013〕17号 as amended by 法释〔2017〕7号. */
export const LISTING_GROUNDS = [
  'L1_ABLE_BUT_REFUSES',
  'L2_OBSTRUCT_RESIST',
  'L3_EVADE',
  'L4_ASSET_REPORT',
  'L5_SPENDING_ORDER',
  'L6_SETTLEMENT',
] as const;
export type ListingGround = (typeof LISTING_GROUNDS)[number];

/** What a change asks of whoever holds a copy. */
export const REQUIRED_ACTIONS = [
  'list',
  'delete',
  'delete_with_history',
  'shield',
  'relist',
  'correct',
  'lift_sanctions',
] as const;
export type RequiredAction = (typeof REQUIRED_ACTIONS)[number];

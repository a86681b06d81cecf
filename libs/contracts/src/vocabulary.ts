/**
 * The field's enums (domain.md §1.4, §11), declared once. Only what is built is here; the rest of
 * the law's exits arrive with the code that applies them.
 */
export const REMOVAL_BASES = ['D1_PERFORMED', 'P_EARLY'] as const;
export const BASES = [...REMOVAL_BASES, 'T_TEMP_SHIELD'] as const;
/** Why a court ends or pauses a listing: 已履行 (Art 10(1)), 提前删除 (Art 2 ¶2), 暂时屏蔽 (local rules). */
export type Basis = (typeof BASES)[number];

/** What a court orders the registry to do. */
export const ORDER_ACTIONS = ['REMOVE', 'SHIELD', 'RESTORE'] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** 案件发起: who starts an application. EX_OFFICIO (依职权) is the court's own duty. */
export const INITIATORS = ['DEBTOR', 'CREDITOR', 'EX_OFFICIO'] as const;
export type Initiator = (typeof INITIATORS)[number];

export const LISTING_STATES = ['PUBLISHED', 'SHIELDED', 'DELETED'] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** Why the registry refuses an order. BAD_SIGNATURE is never an order's outcome, only one of its `refusals`. */
export const REFUSAL_REASONS = [
  'OTHER_COURT',
  'OLDER_ORDER',
  'ILLEGAL_TRANSITION',
  'UNKNOWN_LISTING',
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

/** What a look at a holder's public page must find once it has done as asked. */
export function requiredPresence(action: RequiredAction): 'present' | 'absent' {
  switch (action) {
    case 'list':
    case 'relist':
    case 'correct':
    case 'lift_sanctions':
      return 'present';
    case 'delete':
    case 'delete_with_history':
    case 'shield':
      return 'absent';
  }
}

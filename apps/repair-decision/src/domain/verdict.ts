import type {
  PaperConflictRule,
  PaperForbiddenRule,
  PaperInvalidRule,
} from './commitment-rules.js';

/** Why a step is not open: bad facts, the state that things are in, or who asks. The API gives it its status. */
export type Refusal =
  | { kind: 'invalid'; rule: InvalidRule; field: string }
  | { kind: 'conflict'; rule: ConflictRule; details?: Record<string, unknown> }
  /** The listing's state leaves nothing to order. */
  | { kind: 'listing-not-open'; state: string }
  | { kind: 'forbidden'; rule: ForbiddenRule };

/** Who asks may not. */
type ForbiddenRule =
  | 'OWN_DRAFT'
  | 'OWN_DECISION'
  | 'NOT_CLOSED_BY_OFFICER'
  | 'OTHER_COURT'
  | 'APPROVAL_LEVEL'
  | PaperForbiddenRule;

/** A field breaks a rule. */
type InvalidRule =
  | PaperInvalidRule
  | 'IN_FUTURE'
  | 'BEFORE_ASKED'
  | 'BEFORE_GRANT'
  | 'NOT_IN_FUTURE'
  | 'SHIELD_ONLY'
  | 'SHIELD_TOO_LONG'
  | 'REQUIRED'
  | 'PANEL_SIZE'
  | 'UNKNOWN_RESTRICTION'
  | 'RESTRICTION_TWICE'
  | 'LIFT_ONLY'
  | 'LIFT_TOO_LONG'
  | 'NOT_LIFTABLE'
  | 'CORRECTION_ONLY'
  | 'UNKNOWN_RULE'
  | 'NOTHING_TO_OVERRIDE'
  | 'NOT_OVERRIDABLE'
  | 'ALREADY_OVERRIDDEN'
  | 'NO_REASON'
  | 'UNAVAILABLE';

/** What is asked does not fit the state that things are in. */
type ConflictRule =
  | PaperConflictRule
  | 'ALREADY_DECIDED'
  | 'WITHDRAWN'
  | 'NOT_RESTORABLE'
  | 'NOT_APPROVED'
  | 'NOT_APPLIED'
  | 'SHIELD_ALREADY_ENDED'
  | 'NOT_REFUSED'
  | 'ALREADY_ACKNOWLEDGED'
  | 'STEP_NOT_OPEN'
  | 'STEP_MISSING'
  | 'MATERIALS_MISSING'
  | 'SUPPLEMENT_ONCE'
  | 'SUPPLEMENT_OPEN'
  | 'CONSULTATION_OPEN'
  | 'AGAINST_PANEL'
  | 'FINDINGS_OPEN'
  | 'LIFT_REQUIRED'
  | 'NOTHING_TO_LIFT'
  | 'LIFT_ALREADY_ENDED'
  | 'REAPPLICATION_BARRED'
  | 'REVIEW_TOO_LATE'
  | 'NOT_SERVED'
  | 'REVOCATION_DRAFTED'
  | 'STILL_SHIELDED';

/** What a decide function answers: the next state, or the one rule that stands against it. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export function grant<T>(value: T): Verdict<T> {
  return { ok: true, value };
}

export function refuse(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

/** Refuses because of the state that things are in; `details` reach the caller beside the sentence. */
export function conflicting(rule: ConflictRule, details?: Record<string, unknown>) {
  return refuse({ kind: 'conflict', rule, ...(details && { details }) });
}

/** Refuses because of one field. */
export function invalidating(rule: InvalidRule, field: string) {
  return refuse({ kind: 'invalid', rule, field });
}

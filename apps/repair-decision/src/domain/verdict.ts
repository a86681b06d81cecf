/** Why a step is not open: bad facts, the state that things are in, or who asks. The API gives it its status. */
export type Refusal =
  | { kind: 'invalid'; rule: 'IN_FUTURE' | 'NOT_IN_FUTURE' | 'SHIELD_ONLY'; field: string }
  | {
      kind: 'conflict';
      rule:
        | 'ALREADY_DECIDED'
        | 'WITHDRAWN'
        | 'NOT_RESTORABLE'
        | 'NOT_APPROVED'
        | 'NOT_APPLIED'
        | 'SHIELD_ALREADY_ENDED'
        | 'NOT_REFUSED'
        | 'ALREADY_ACKNOWLEDGED';
    }
  /** The listing's state leaves nothing to order. */
  | { kind: 'listing-not-open'; state: string }
  | { kind: 'forbidden'; rule: 'OWN_DRAFT' | 'OTHER_COURT' };

/** What a decide function answers: the next state, or the one rule that stands against it. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export function grant<T>(value: T): Verdict<T> {
  return { ok: true, value };
}

export function refuse(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

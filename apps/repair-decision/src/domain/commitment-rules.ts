/** A field of a promise or paper breaks a rule. */
export type PaperInvalidRule =
  'PLAN_ORDER' | 'PLAN_IN_PAST' | 'DEFERRAL_TOO_LONG' | 'CONSEQUENCES_NOT_ACCEPTED' | 'OTHER_CASE';

/** What is asked does not fit the state that a promise, a paper or a dormant item is in. */
export type PaperConflictRule =
  | 'NOT_PROPOSED'
  | 'NOT_ACCEPTED'
  | 'COMMITMENT_ENDED'
  | 'BREACH_ALREADY_ALLEGED'
  | 'NO_BREACH_ALLEGED'
  | 'BREACH_OPEN'
  | 'PLAN_NOT_PAID'
  | 'ALREADY_LISTED'
  | 'NOTHING_TO_DEFER'
  | 'DORMANT_ITEM_SETTLED'
  | 'NOT_VERIFIED';

/** Two people: whoever set it up may not settle it. */
export type PaperForbiddenRule = 'OWN_PROPOSAL' | 'OWN_ALLEGATION' | 'JUDGE_ONLY';

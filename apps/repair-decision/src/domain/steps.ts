/** What was done on an application, step by step. A step that was not taken is absent. */
export interface Steps {
  supplement?: Supplement;
  acceptance?: Act;
  consultation?: Consultation;
  panel?: Panel;
  denial?: RaisedBar;
  review?: Review;
  breach?: Breach;
  closing?: Act & { note: string };
  refusedOrder?: RefusedOrder;
}

export interface Act {
  by: string;
  at: string;
}

/** 补正: asked for once. */
export interface Supplement extends Act {
  /** What is missing. */
  missing: string[];
  supplied: (Act & { note: string }) | null;
}

/** 征询申请执行人意见 */
export interface Consultation extends Act {
  question: string;
  reply: CreditorReply | null;
}

export interface CreditorReply {
  answer: 'CONSENTED' | 'OBJECTED';
  note: string;
  repliedAt: string;
  by: string;
}

/** 合议庭评议 */
export interface Panel extends Act {
  /** By the subject of their tokens, presiding judge first. */
  members: string[];
  opinion: 'GRANT' | 'DENY';
  reasons: string;
}

/** 复核 of a denial. */
export interface Review extends Act {
  grounds: string;
  outcome: ReviewOutcome | null;
}

export interface ReviewOutcome extends Act {
  result: 'UPHELD' | 'OVERTURNED';
  reasons: string;
  /** The panel whose opinion fell with the denial. */
  panel?: Panel;
}

/** 登记服务拒绝执行: the order of this decision changed nothing, so the decision has no effect. */
export interface RefusedOrder extends Act {
  decisionId: string;
  reason: string;
}

/** 违反承诺, as it was alleged. */
export interface Breach extends Act {
  facts: string;
  breachedAt: string;
  /** REVOCATION: nobody alleged it before the revocation was drafted, so it ends with that draft. */
  allegedBy: 'CREDITOR' | 'COURT' | 'REVOCATION';
}

/** What an approved denial left standing until a review overturns it. */
export interface RaisedBar {
  at: string;
  /** Last day (YYYY-MM-DD) of the bar; null where the rules set none. */
  barredUntil: string | null;
  legalBasis: string;
}

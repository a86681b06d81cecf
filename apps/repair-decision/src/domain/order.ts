import type { Basis, OrderAction, RefusalReason } from '#contracts';
import type { ApprovedDecision } from './decision.js';

/** A court's order to the registry, numbered per listing, so that an older one can't undo a newer. */
export interface Order {
  id: string;
  orderNo: number;
  courtCode: string;
  decisionId: string;
  listingId: string;
  action: OrderAction;
  basis: Basis;
  until: string | null;
  issuedAt: Date;
  /** Set once, by the registry's authentic answer. */
  outcome: OrderOutcome | null;
  /** The publisher took the resulting change in, for so many expected subscribers. */
  accepted: Acceptance | null;
  /** Somebody has dealt with the refusal. */
  acknowledged: Acknowledgement | null;
}

export interface Acknowledgement {
  by: string;
  at: Date;
  reason: string;
}

export type OrderOutcome =
  | { result: 'APPLIED'; version: number; at: Date }
  | { result: 'REFUSED'; reason: OutcomeReason; at: Date };

/** A signature is a matter of one copy, never of the order itself. */
export type OutcomeReason = Exclude<RefusalReason, 'BAD_SIGNATURE'>;

export interface Acceptance {
  version: number;
  expected: number;
  at: Date;
}

/** The order that an approved decision issues: for this case only, from the moment of approval. */
export function issueOrder(decision: ApprovedDecision, id: string, orderNo: number): Order {
  return {
    id,
    orderNo,
    courtCode: decision.courtCode,
    decisionId: decision.id,
    listingId: decision.listingId,
    action: decision.action,
    basis: decision.basis,
    until: decision.kind === 'REPAIR' ? decision.shieldUntil : null,
    issuedAt: decision.approvedAt,
    outcome: null,
    accepted: null,
    acknowledged: null,
  };
}

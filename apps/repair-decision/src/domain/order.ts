import type { Basis, DocumentType, OrderAction, RefusalReason, SanctionDomain } from '#contracts';
import type { Correction } from './application.js';
import type { OrderingDecision } from './decision.js';
import type { Lift } from './lift.js';
import type { ApprovalLevel } from './rules/rule-set.js';

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
  /** Exactly these restrictions are lifted with it. */
  lifts: Lift[];
  /** At what level it was approved, which some lifts demand. */
  approvedAs: ApprovalLevel;
  /** In which fields of Art 8 sanctions end; empty where the order ends none. */
  sanctionDomains: SanctionDomain[];
  correction: Correction | null;
  /** The papers that carry it. */
  documents: OrderedDocument[];
  issuedAt: Date;
  /** Set once, by the registry's authentic answer. */
  outcome: OrderOutcome | null;
  /** Each change of this order that the publisher took in. */
  accepted: Acceptance[];
  /** Somebody has dealt with the refusal. */
  acknowledged: Acknowledgement | null;
}

/** A paper by the number printed on it. */
export interface OrderedDocument {
  documentId: string;
  type: DocumentType;
  number: string;
}

export interface Acknowledgement {
  by: string;
  at: Date;
  reason: string;
}

export type OrderOutcome =
  /** `announced` false: nobody had been told of the listing, so nobody is told of the change (宽限期). */
  | { result: 'APPLIED'; version: number; at: Date; announced: boolean }
  | { result: 'REFUSED'; reason: OutcomeReason; at: Date };

/** A signature is a matter of one copy, never of the order itself. */
export type OutcomeReason = Exclude<RefusalReason, 'BAD_SIGNATURE'>;

/** The publisher took one change in, for so many expected subscribers. */
export interface Acceptance {
  /** Null: the listing's own change. */
  restrictionRef: string | null;
  version: number;
  expected: number;
  at: string;
}

/** The order that an approved decision issues: for this case only, from the moment of approval. */
export function issueOrder(
  decision: OrderingDecision,
  id: string,
  orderNo: number,
  documents: OrderedDocument[] = [],
): Order {
  const repair = decision.kind === 'REPAIR' ? decision : null;
  return {
    id,
    orderNo,
    courtCode: decision.courtCode,
    decisionId: decision.id,
    listingId: decision.listingId,
    action: decision.action,
    basis: decision.basis,
    until: repair?.shieldUntil ?? null,
    lifts: repair?.liftRestrictions ?? [],
    approvedAs: decision.approvedAs,
    sanctionDomains: repair?.sanctionDomains ?? [],
    correction: repair?.correction ?? null,
    documents,
    issuedAt: decision.approvedAt,
    outcome: null,
    accepted: [],
    acknowledged: null,
  };
}

/** The publisher has taken in every change that the order made: the listing's, and each restriction's. */
export function isAccepted({ action, lifts, outcome, accepted }: Order): boolean {
  if (outcome?.result === 'APPLIED' && !outcome.announced) return true;
  return accepted.length >= lifts.length + (action === 'LIFT' ? 0 : 1);
}

/**
 * Orders that this one would contradict while they are unanswered: whatever the registry made of them,
 * it would have to refuse one of the two. A removal may follow a shield, and a shield a restoration.
 */
export function contradicts(action: OrderAction): OrderAction[] {
  switch (action) {
    case 'REMOVE':
      return ['REMOVE'];
    case 'SHIELD':
      return ['REMOVE', 'SHIELD'];
    case 'RESTORE':
      return ['REMOVE', 'SHIELD', 'RESTORE'];
    case 'CORRECT':
      return ['REMOVE', 'CORRECT'];
    case 'LIFT':
      return [];
  }
}

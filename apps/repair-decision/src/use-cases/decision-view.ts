import type { ApprovedDecision, Decision } from '../domain/decision.js';
import type { Order } from '../domain/order.js';
import type { ExceptionKind } from '../domain/order-exception.js';
import type { PropagationCount } from '../storage/propagation.store.js';
import type { RefusedCopy } from '../storage/refusal.store.js';

/** A decision with what became of it. */
export interface DecisionView {
  decision: Decision;
  order: Order | null;
  refusals: RefusedCopy[];
  exceptions: ExceptionKind[];
  propagation: PropagationCount;
}

const NOTHING_PROPAGATED: PropagationCount = {
  verified: 0,
  contradicted: 0,
  overdue: 0,
  overdueLifts: 0,
};

/** The view of a decision that issued none. */
export function withoutOrder(decision: Decision): DecisionView {
  return {
    decision,
    order: null,
    refusals: [],
    exceptions: [],
    propagation: NOTHING_PROPAGATED,
  };
}

/** The view at the moment of approval: nobody can have answered yet. */
export function justIssued(decision: ApprovedDecision, order: Order): DecisionView {
  return { decision, order, refusals: [], exceptions: [], propagation: NOTHING_PROPAGATED };
}

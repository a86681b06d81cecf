import { isAccepted, type Acknowledgement, type Order } from './order.js';
import { grant, refuse, type Verdict } from './verdict.js';

const SECOND = 1000;
/** How long the registry may take to answer, and the publisher to take the change in (design: 60 s). */
export const ANSWER_WITHIN = 60 * SECOND;

/** UNANSWERED by the registry, NOT_ACCEPTED by the publisher, or REFUSED by the registry. */
export const EXCEPTION_KINDS = ['UNANSWERED', 'NOT_ACCEPTED', 'REFUSED'] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** An order that did not do its work, seen by the court and by operations until it has. */
export interface OrderException {
  kind: ExceptionKind;
  since: Date;
}

/**
 * What is wrong with an order at an instant, if anything. It follows from the order and the clock
 * alone, so a restart forgets nothing, and the answer that was missing closes it. A refusal stays
 * open until somebody has looked and said so: the decision had no effect.
 */
export function exceptionOf(order: Order, now: Date): OrderException | null {
  const { outcome, acknowledged, issuedAt } = order;
  if (outcome?.result === 'REFUSED') {
    return acknowledged ? null : { kind: 'REFUSED', since: outcome.at };
  }
  if (outcome && isAccepted(order)) return null;
  const due = new Date(issuedAt.getTime() + ANSWER_WITHIN);
  if (now < due) return null;
  return { kind: outcome ? 'NOT_ACCEPTED' : 'UNANSWERED', since: due };
}

/** Only a refusal is anybody's to acknowledge: the other exceptions end when the answer comes. */
export function acknowledge(order: Order | null, acknowledgement: Acknowledgement): Verdict<Order> {
  if (order?.outcome?.result !== 'REFUSED')
    return refuse({ kind: 'conflict', rule: 'NOT_REFUSED' });
  if (order.acknowledged) return refuse({ kind: 'conflict', rule: 'ALREADY_ACKNOWLEDGED' });
  return grant({ ...order, acknowledged: acknowledgement });
}

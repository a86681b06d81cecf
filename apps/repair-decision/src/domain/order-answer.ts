import type { RefusalReason } from '#contracts';
import type { Order, OrderOutcome } from './order.js';

/** What the registry says about an order, or about a message that pretends to be that order. */
export type OrderAnswer =
  | {
      result: 'APPLIED';
      at: Date;
      version: number;
      announced: boolean;
      orderNo: number;
      listingId: string;
    }
  | { result: 'REFUSED'; at: Date; reason: RefusalReason; authentic: boolean; digest: string };

export type Hearing =
  | { kind: 'outcome'; outcome: OrderOutcome }
  /** A copy was refused: listed under the order's refusals, and no outcome (invariant 11). */
  | { kind: 'copy-refused' }
  | { kind: 'answered-before' }
  /** Speaks of an order that this one is not. */
  | { kind: 'mismatch' };

/**
 * Decides what an answer means for the order. Its outcome is set once. A refusal counts only if it
 * is of the very bytes that this service signed (`digest`): anybody with a key of their own can put
 * a real order's id on a message.
 */
export function hearAnswer(order: Order, digest: string, answer: OrderAnswer): Hearing {
  switch (answer.result) {
    case 'APPLIED': {
      if (answer.orderNo !== order.orderNo || answer.listingId !== order.listingId) {
        return { kind: 'mismatch' };
      }
      const { version, at, announced } = answer;
      return firstOf(order, { result: 'APPLIED', version, at, announced });
    }
    case 'REFUSED':
      if (!answer.authentic || answer.reason === 'BAD_SIGNATURE' || answer.digest !== digest) {
        return { kind: 'copy-refused' };
      }
      return firstOf(order, { result: 'REFUSED', reason: answer.reason, at: answer.at });
  }
}

function firstOf(order: Order, outcome: OrderOutcome): Hearing {
  return order.outcome ? { kind: 'answered-before' } : { kind: 'outcome', outcome };
}

import type { RefusalReason } from '#contracts';
import type { Acceptance, Order, OrderOutcome } from './order.js';

/** What the registry says about an order, or about a message that pretends to be that order. */
export type OrderAnswer =
  | {
      result: 'APPLIED';
      at: Date;
      version: number;
      announced: boolean;
      /** Restrictions that had been lifted before, so that no change of them is announced. */
      unchanged: readonly { restrictionRef: string; version: number }[];
      orderNo: number;
      listingId: string;
    }
  | { result: 'REFUSED'; at: Date; reason: RefusalReason; authentic: boolean; digest: string };

export type Hearing =
  | { kind: 'outcome'; outcome: OrderOutcome; accepted: Acceptance[] }
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
      const { version, at, announced, unchanged } = answer;
      // Nobody is told of them, so nobody is waited for.
      const settled = unchanged.map((one) => ({ ...one, expected: 0, at: at.toISOString() }));
      return firstOf(order, { result: 'APPLIED', version, at, announced }, settled);
    }
    case 'REFUSED':
      if (!answer.authentic || answer.reason === 'BAD_SIGNATURE' || answer.digest !== digest) {
        return { kind: 'copy-refused' };
      }
      return firstOf(order, { result: 'REFUSED', reason: answer.reason, at: answer.at }, []);
  }
}

function firstOf(order: Order, outcome: OrderOutcome, settled: Acceptance[]): Hearing {
  if (order.outcome) return { kind: 'answered-before' };
  return { kind: 'outcome', outcome, accepted: [...order.accepted, ...settled] };
}

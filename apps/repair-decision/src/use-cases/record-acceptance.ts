import { Injectable } from '@nestjs/common';
import { ledgerStatement } from '#ledger';
import { dataFault, done, ignored, type Outcome, type Transaction } from '#messaging';
import type { Acceptance } from '../domain/order.js';
import { OrderStore } from '../storage/order.store.js';

/**
 * Records that the publisher took a change of a decision in and froze whom it expects. Once per change:
 * the listing's, and that of each restriction that was lifted with it. Said again with more, it is more:
 * who fetches an older snapshot of the list only later holds the listing too, and is told then.
 */
@Injectable()
export class RecordAcceptance {
  constructor(private readonly orders: OrderStore) {}

  async execute(tx: Transaction, decisionId: string, accepted: Acceptance): Promise<Outcome> {
    tx.isRepeatable();
    const order = await this.orders.lockByDecision(tx.manager, decisionId);
    if (!order) return dataFault('UNKNOWN_DECISION');
    const { restrictionRef, version, expected } = accepted;
    const known = order.accepted.find((each) => each.restrictionRef === restrictionRef);
    if (known && (known.version !== version || known.expected >= expected)) {
      return ignored('the change was accepted before');
    }
    const at = new Date(accepted.at);
    const others = order.accepted.filter((each) => each !== known);
    const taken = { ...order, accepted: [...others, { ...(known ?? accepted), expected }] };
    this.orders.recordAcceptance(tx, taken, new Date(known?.at ?? at));
    const entry = {
      at,
      actor: 'outbound-publisher',
      action: 'change.accepted',
      subject: decisionId,
      courtCode: order.courtCode,
      detail: { orderId: order.id, listingId: order.listingId, restrictionRef, version, expected },
    };
    tx.send(ledgerStatement([entry]));
    return done();
  }
}

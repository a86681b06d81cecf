import { Injectable } from '@nestjs/common';
import { appendLedger } from '#ledger';
import { dataFault, done, ignored, type Outcome, type Transaction } from '#messaging';
import type { Acceptance } from '../domain/order.js';
import { OrderStore } from '../storage/order.store.js';

/** Records that the publisher took a decision's change in and froze whom it expects. Once per change. */
@Injectable()
export class RecordAcceptance {
  constructor(private readonly orders: OrderStore) {}

  async execute(tx: Transaction, decisionId: string, accepted: Acceptance): Promise<Outcome> {
    const order = await this.orders.lockByDecision(tx.manager, decisionId);
    if (!order) return dataFault('UNKNOWN_DECISION');
    if (order.accepted) return ignored('the change was accepted before');
    await this.orders.recordAcceptance(tx.manager, order.id, accepted);
    const { version, expected } = accepted;
    await appendLedger(tx.manager, {
      at: accepted.at,
      actor: 'outbound-publisher',
      action: 'change.accepted',
      subject: decisionId,
      courtCode: order.courtCode,
      detail: { orderId: order.id, listingId: order.listingId, version, expected },
    });
    return done();
  }
}

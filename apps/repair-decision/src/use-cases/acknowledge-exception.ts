import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { Acknowledgement, Order } from '../domain/order.js';
import { acknowledge } from '../domain/order-exception.js';
import { DecisionStore } from '../storage/decision.store.js';
import { OrderStore } from '../storage/order.store.js';
import { granted } from './granted.js';
import { requireReader } from './may-read.js';

/**
 * Acknowledges that the registry refused a decision's order: somebody has looked and said what comes
 * of it. The outcome stays; only the exception is open no more, and the watch closes its record.
 */
@Injectable()
export class AcknowledgeException {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly orders: OrderStore,
    private readonly clock: Clock,
  ) {}

  execute(decisionId: string, reason: string, actor: Actor): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const decision = await this.decisions.find(tx.manager, decisionId);
      if (!decision) throw notFound();
      requireReader(actor, decision.courtCode);
      const order = await this.orders.lockByDecision(tx.manager, decisionId);
      const acknowledgement: Acknowledgement = { by: actor.sub, at: this.clock.now(), reason };
      const acknowledged = granted(acknowledge(order, acknowledgement));
      await this.orders.acknowledge(tx.manager, acknowledged.id, acknowledgement);
      await recordAcknowledgement(tx, acknowledged, acknowledgement);
    });
  }
}

async function recordAcknowledgement(
  { manager }: Transaction,
  { id: orderId, decisionId, listingId, courtCode, outcome }: Order,
  { by, at }: Acknowledgement,
): Promise<void> {
  await appendLedger(manager, {
    at,
    actor: by,
    action: 'exception.acknowledged',
    subject: decisionId,
    courtCode,
    detail: { kind: 'REFUSED', orderId, listingId, outcome },
  });
}

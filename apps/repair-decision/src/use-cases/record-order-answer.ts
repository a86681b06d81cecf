import { Injectable, Logger } from '@nestjs/common';
import { ledgerStatement } from '#ledger';
import { dataFault, done, ignored, type Outcome, type Transaction } from '#messaging';
import { afterApplied } from '../domain/course.js';
import { isMandatory } from '../domain/duty.js';
import type { Order, OrderOutcome } from '../domain/order.js';
import { afterOthersRemoval, afterRefused } from '../domain/order-effect.js';
import { hearAnswer, type OrderAnswer } from '../domain/order-answer.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { OrderStore } from '../storage/order.store.js';
import { RefusalStore } from '../storage/refusal.store.js';

/** The registry's answer as it came: which order it speaks of, and in which event. */
export interface ReceivedAnswer {
  eventId: string;
  orderId: string;
  answer: OrderAnswer;
}

/** Records what the registry says about an order, in the consumer's transaction. */
@Injectable()
export class RecordOrderAnswer {
  private readonly logger = new Logger('orders');

  constructor(
    private readonly orders: OrderStore,
    private readonly refusals: RefusalStore,
    private readonly applications: ApplicationStore,
    private readonly decisions: DecisionStore,
  ) {}

  async execute(tx: Transaction, received: ReceivedAnswer): Promise<Outcome> {
    tx.isRepeatable();
    const { orderId, answer } = received;
    const stored = await this.orders.lock(tx.manager, orderId);
    if (!stored) return this.hearOfUnknown(answer);
    const hearing = hearAnswer(stored.order, stored.digest, answer);
    switch (hearing.kind) {
      case 'outcome':
        return this.recordOutcome(tx, { ...stored.order, ...hearing });
      case 'copy-refused':
        return this.recordCopy(tx, stored.order, received);
      case 'answered-before':
        return ignored('the order has its outcome');
      case 'mismatch':
        return dataFault('ORDER_MISMATCH');
    }
  }

  /** A made-up order id costs a forger nothing, so it must not block the listing that it names. */
  private hearOfUnknown(answer: OrderAnswer): Outcome {
    const isForgery = answer.result === 'REFUSED' && !answer.authentic;
    return isForgery ? ignored('a forged copy of no order of ours') : dataFault('UNKNOWN_ORDER');
  }

  private async recordOutcome(
    tx: Transaction,
    order: Order & { outcome: OrderOutcome },
  ): Promise<Outcome> {
    const { outcome } = order;
    this.orders.recordOutcome(tx, order);
    if (outcome.result === 'APPLIED') await this.applyToApplications(tx, order, outcome.at);
    else await this.takeBack(tx, order, outcome);
    recordHeard(tx, order, outcome.at, {
      action: `order.${outcome.result.toLowerCase()}`,
      detail: { ...outcome },
    });
    return done();
  }

  /** The repair is effective; a debt that is settled also ends what was promised for other repairs of it. */
  private async applyToApplications(
    tx: Transaction,
    { decisionId, listingId, action, basis }: Order,
    at: Date,
  ): Promise<void> {
    const { manager } = tx;
    const granted = await this.applications.lockGrantedBy(manager, decisionId);
    if (granted) tx.send(this.applications.saving(manager, afterApplied(granted, at)));
    if (action !== 'REMOVE') return;
    if (isMandatory(basis)) {
      tx.send(this.applications.closingOthers({ listingId, decisionId, at }));
    }
    for (const other of await this.applications.lockUndecided(manager, listingId)) {
      const after = afterOthersRemoval(other, at);
      if (after !== other) tx.send(this.applications.saving(manager, after));
    }
  }

  /** The decision changed nothing, so its application does not end with it. */
  private async takeBack(
    { manager }: Transaction,
    { decisionId, listingId }: Order,
    { reason, at }: Extract<OrderOutcome, { result: 'REFUSED' }>,
  ): Promise<void> {
    const matter = await this.decisions.lockMatter(manager, decisionId);
    if (!matter) throw new Error(`Order without its decision ${decisionId}.`);
    await this.decisions.recordRefusal(manager, decisionId, at);
    const hasLeft = await this.orders.hasLeft(manager, listingId);
    const refusal = { decisionId, reason, at, hasLeft };
    const after = afterRefused(matter.application, refusal);
    if (after !== matter.application) await this.applications.save(manager, after);
  }

  private async recordCopy(
    tx: Transaction,
    order: Order,
    { eventId, answer }: ReceivedAnswer,
  ): Promise<Outcome> {
    if (answer.result !== 'REFUSED') return ignored('not a refusal');
    const { reason, digest, at } = answer;
    await this.refusals.append(tx.manager, order, { eventId, reason, digest, at });
    recordHeard(tx, order, at, { action: 'order.copy-refused', detail: { reason, digest } });
    tx.afterCommit(() =>
      this.logger.warn({
        msg: 'order.copy-refused',
        order: order.id,
        correlationId: order.decisionId,
        reason,
        digest,
      }),
    );
    return done();
  }
}

function recordHeard(
  tx: Transaction,
  { id: orderId, orderNo, decisionId, listingId, courtCode }: Order,
  at: Date,
  { action, detail }: { action: string; detail: object },
): void {
  const entry = {
    at,
    actor: 'blacklist-registry',
    action,
    subject: decisionId,
    courtCode,
    detail: { orderId, orderNo, listingId, ...detail },
  };
  tx.send(ledgerStatement([entry]));
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, notFound, unavailable, type Actor } from '#bootstrap';
import { newId, type OrderIssued } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { SigningKeys, type SigningKey } from '#signing';
import { approve, type ApprovedDecision } from '../domain/decision.js';
import { issueOrder, type Order } from '../domain/order.js';
import { orderIssuedEvent } from '../domain/order-event.js';
import { DecisionStore } from '../storage/decision.store.js';
import { OrderStore } from '../storage/order.store.js';
import { justIssued, type DecisionView } from './decision-view.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

/**
 * Approves a draft, which issues its order: decision, number, order, signed message and ledger
 * commit together. Of two approvals that race, the row lock lets exactly one win.
 */
@Injectable()
export class ApproveDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly orders: OrderStore,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  execute(id: string, actor: Actor): Promise<DecisionView> {
    const approver = personOf(actor);
    return this.unitOfWork.run(async (tx) => {
      const draft = await this.decisions.lock(tx.manager, id);
      if (!draft) throw notFound();
      const decision = granted(approve(draft, approver, this.clock.now()));
      await this.decisions.approve(tx.manager, decision);
      const order = await this.issue(tx, decision);
      await recordApproval(tx, decision, order);
      return justIssued(decision, order);
    });
  }

  /** Under the court's own key: the registry believes the signature, not the topic (invariant 11). */
  private async issue(tx: Transaction, decision: ApprovedDecision): Promise<Order> {
    const { courtCode, listingId } = decision;
    const orderNo = await this.orders.nextOrderNo(tx.manager, listingId, courtCode);
    const order = issueOrder(decision, newId('ord'), orderNo);
    const event = orderIssuedEvent(order, newId('evt'));
    const signWith = this.keyOf(courtCode);
    await tx.publish({ topic: 'repair-orders', event, signWith });
    await this.orders.insert(tx.manager, { order, digest: digestOf(event) });
    return order;
  }

  /** @throws 503 COURT_KEY_MISSING: a draft can wait for its court's key to be installed. */
  private keyOf(courtCode: string): SigningKey {
    try {
      return this.keys.of(`court:${courtCode}`);
    } catch (cause) {
      throw unavailable('COURT_KEY_MISSING', cause);
    }
  }
}

async function recordApproval(
  { manager }: Transaction,
  decision: ApprovedDecision,
  order: Order,
): Promise<void> {
  const { id, kind, listingId, basis, draftedBy } = decision;
  const { orderNo, action, until } = order;
  const revokes = decision.kind === 'REVOCATION' ? decision.revokes : null;
  await appendLedger(manager, {
    at: decision.approvedAt,
    actor: decision.approvedBy,
    action: kind === 'REPAIR' ? 'decision.approved' : 'revocation.approved',
    subject: id,
    courtCode: decision.courtCode,
    detail: { listingId, basis, draftedBy, revokes, orderId: order.id, orderNo, action, until },
  });
}

/** Of the bytes that go out: an event's bytes are its JSON, fixed when it is published. */
function digestOf(event: OrderIssued): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`;
}

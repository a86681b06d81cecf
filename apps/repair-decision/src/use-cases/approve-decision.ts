import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, notFound, Problem, unavailable, type Actor } from '#bootstrap';
import { newId, type OrderIssued } from '#contracts';
import { ledgerStatement } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { SigningKeys, type SigningKey } from '#signing';
import { afterApproval } from '../domain/course.js';
import { approve, type ApprovedDecision, type OrderingDecision } from '../domain/decision.js';
import { issueOrder, type Order, type OrderedDocument } from '../domain/order.js';
import { orderIssuedEvent } from '../domain/order-event.js';
import { DecisionStore } from '../storage/decision.store.js';
import { DocumentRegister } from '../storage/document-register.js';
import { OrderStore } from '../storage/order.store.js';
import { justIssued, withoutOrder, type DecisionView } from './decision-view.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

/**
 * Approves a draft, which issues its order: decision, number, papers, order, signed message and ledger
 * commit together. A denial orders nothing. Of two approvals that race, the row lock lets exactly one win.
 */
@Injectable()
export class ApproveDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly orders: OrderStore,
    private readonly documents: DocumentRegister,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  execute(id: string, actor: Actor): Promise<DecisionView> {
    const approver = personOf(actor);
    return this.unitOfWork.run(async (tx) => {
      const matter = await this.decisions.lockMatter(tx.manager, id);
      if (!matter) throw notFound();
      const decision = granted(approve(matter, approver, this.clock.now()));
      tx.send(this.decisions.approval(decision, afterApproval(matter.application, decision)));
      if (decision.kind === 'DENIAL') {
        const documents = await this.reserveDocuments(tx, decision);
        recordApproval(tx, decision, { documents });
        return withoutOrder(decision);
      }
      const order = await this.issue(tx, decision);
      const { id: orderId, orderNo, action, until, documents, lifts } = order;
      recordApproval(tx, decision, { orderId, orderNo, action, until, documents, lifts });
      return justIssued(decision, order);
    });
  }

  /** Under the court's own key: the registry believes the signature, not the topic (invariant 11). */
  private async issue(tx: Transaction, decision: OrderingDecision): Promise<Order> {
    const { courtCode, listingId } = decision;
    const signWith = this.keyOf(courtCode);
    const planned = issueOrder(decision, newId('ord'), 0);
    // Asked together and in this order: the counter first, whose lock makes approvals take turns. The
    // court's numbers last: all of its approvals wait for each other from there to the commit.
    const [orderNo, contradicted, documents] = await Promise.all([
      this.orders.nextOrderNo(tx, listingId, courtCode),
      this.orders.inFlight(tx, planned),
      this.reserveDocuments(tx, decision),
    ]);
    if (contradicted) throw inFlight(contradicted);
    const order = { ...planned, orderNo, documents };
    const event = orderIssuedEvent(order, newId('evt'));
    tx.send(this.orders.insertion(tx.manager, { order, digest: digestOf(event) }));
    await tx.publish({ topic: 'repair-orders', event, signWith });
    return order;
  }

  private reserveDocuments(
    tx: Transaction,
    decision: ApprovedDecision,
  ): Promise<OrderedDocument[]> {
    const caseNumber = decision.listing.caseNumber ?? null;
    return this.documents.reserveFor(tx, { ...decision, caseNumber }, decision.approvedAt);
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

/** The draft waits: once the registry has answered the other order, it is clear what is left to order. */
function inFlight({ id, orderNo, action, decisionId }: Order): Problem {
  const vars = { orderNo: String(orderNo) };
  return new Problem(409, 'ORDER_IN_FLIGHT', {
    vars,
    extensions: { order: { id, orderNo, action, decisionId } },
  });
}

function recordApproval(
  tx: Transaction,
  decision: ApprovedDecision,
  ordered: Partial<Order> & { orderId?: string },
): void {
  const { id, kind, listingId, basis, draftedBy, approvedAs } = decision;
  const revokes = decision.kind === 'REVOCATION' ? decision.revokes : null;
  const entry = {
    at: decision.approvedAt,
    actor: decision.approvedBy,
    action: APPROVED[kind],
    subject: id,
    courtCode: decision.courtCode,
    detail: { listingId, basis, draftedBy, approvedAs, revokes, ...ordered },
  };
  tx.send(ledgerStatement([entry]));
}

const APPROVED = {
  REPAIR: 'decision.approved',
  DENIAL: 'denial.approved',
  REVOCATION: 'revocation.approved',
} as const satisfies Record<ApprovedDecision['kind'], string>;

/** Of the bytes that go out: an event's bytes are its JSON, fixed when it is published. */
function digestOf(event: OrderIssued): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`;
}

import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Statement, Transaction } from '#messaging';
import {
  contradicts,
  isAccepted,
  type Acknowledgement,
  type Order,
  type OrderOutcome,
} from '../domain/order.js';
import { OrderRow } from './order.row.js';

const ORDERS = new Rows(OrderRow);

/** An order with the digest of the bytes it went out as. */
export interface StoredOrder {
  order: Order;
  /** `sha256:<hex>` */
  digest: string;
}

/** The one place that maps `repair_order` rows to orders and back. */
@Injectable()
export class OrderStore {
  /** The listing's next number. The counter's row stays locked until the transaction ends: no gaps. */
  async nextOrderNo(tx: Transaction, listingId: string, courtCode: string): Promise<number> {
    const [counter] = await tx.ask<{ last_order_no: number }>({
      text: NEXT_ORDER_NO,
      values: [listingId, courtCode],
    });
    if (!counter) throw new Error(`The counter of ${listingId} gave no number.`);
    return counter.last_order_no;
  }

  insertion(manager: EntityManager, { order, digest }: StoredOrder): Statement {
    const { outcome: _unanswered, acknowledged: _unseen, ...facts } = order;
    return ORDERS.insert(manager, { ...facts, digest });
  }

  /**
   * The newest unanswered order that one of this kind would contradict. Asked once the listing's counter
   * is locked, so that of two orders at once the second sees the first.
   */
  async inFlight(
    tx: Transaction,
    { listingId, action, lifts }: Pick<Order, 'listingId' | 'action' | 'lifts'>,
  ): Promise<Order | null> {
    const refs = lifts.map(({ restrictionRef }) => restrictionRef);
    const [found] = await tx.ask<{ id: string }>({
      text: IN_FLIGHT,
      values: [listingId, contradicts(action), refs],
    });
    const row = found && (await tx.manager.findOneBy(OrderRow, { id: found.id }));
    return row ? toOrder(row) : null;
  }

  async findByDecision(manager: EntityManager, decisionId: string): Promise<Order | null> {
    const row = await manager.findOneBy(OrderRow, { decisionId });
    return row && toOrder(row);
  }

  async lock(manager: EntityManager, id: string): Promise<StoredOrder | null> {
    const [row] = await ORDERS.find(manager, 'id = $1 FOR UPDATE', [id]);
    return row ? { order: toOrder(row), digest: row.digest } : null;
  }

  async lockByDecision(manager: EntityManager, decisionId: string): Promise<Order | null> {
    const [row] = await ORDERS.find(manager, 'decision_id = $1 FOR UPDATE', [decisionId]);
    return row ? toOrder(row) : null;
  }

  recordOutcome(tx: Transaction, order: Order & { outcome: OrderOutcome }): void {
    const { id, outcome, accepted } = order;
    const applied = outcome.result === 'APPLIED' ? outcome : null;
    const change = {
      result: outcome.result,
      outcomeAt: outcome.at,
      outcomeVersion: applied?.version ?? null,
      announced: applied?.announced ?? null,
      outcomeReason: outcome.result === 'REFUSED' ? outcome.reason : null,
      accepted,
      ...(applied && isAccepted(order) && { acceptedAt: outcome.at }),
    };
    tx.send(ORDERS.update(tx.manager, id, change));
  }

  /** Whether the court's own orders, as far as they were applied, leave the listing off the list. */
  async hasLeft(manager: EntityManager, listingId: string): Promise<boolean> {
    const last = await manager.findOne(OrderRow, {
      where: { listingId, result: 'APPLIED', action: In(['REMOVE', 'RESTORE']) },
      order: { orderNo: 'DESC' },
    });
    return last?.action === 'REMOVE';
  }

  recordAcceptance(tx: Transaction, order: Order, at: Date): void {
    const { id, accepted } = order;
    const acceptedAt = isAccepted(order) ? at : null;
    tx.send(ORDERS.update(tx.manager, id, { accepted, acceptedAt }));
  }

  async acknowledge(
    manager: EntityManager,
    id: string,
    { by: acknowledgedBy, at: acknowledgedAt, reason: acknowledgement }: Acknowledgement,
  ): Promise<void> {
    await manager.update(OrderRow, { id }, { acknowledgedBy, acknowledgedAt, acknowledgement });
  }
}

/** An unanswered order of the listing does what contradicts this one, or lifts the same restriction. */
const IN_FLIGHT = `
  SELECT id FROM repair_order earlier
   WHERE earlier.listing_id = $1 AND earlier.result IS NULL
     AND (earlier.action = ANY ($2::text[]) OR EXISTS (
       SELECT 1 FROM jsonb_array_elements(earlier.lifts) lift
        WHERE lift->>'restrictionRef' = ANY ($3::text[])))
   ORDER BY order_no DESC LIMIT 1`;

const NEXT_ORDER_NO = `
  INSERT INTO listing_order_counter AS counter (listing_id, court_code, last_order_no)
  VALUES ($1, $2, 1)
  ON CONFLICT (listing_id) DO UPDATE SET last_order_no = counter.last_order_no + 1
  RETURNING last_order_no`;

export function toOrder(row: OrderRow): Order {
  const { id, orderNo, courtCode, decisionId, listingId, action, basis, until, issuedAt } = row;
  const { lifts, approvedAs, sanctionDomains, correction, documents, accepted } = row;
  return {
    id,
    orderNo,
    courtCode,
    decisionId,
    listingId,
    action,
    basis,
    until,
    lifts,
    approvedAs,
    sanctionDomains,
    correction,
    documents,
    issuedAt,
    outcome: toOutcome(row),
    accepted,
    acknowledged: toAcknowledgement(row),
  };
}

function toOutcome(row: OrderRow): OrderOutcome | null {
  const { result, outcomeVersion: version, outcomeReason: reason, outcomeAt: at } = row;
  if (result === 'APPLIED' && version !== null && at) {
    return { result, version, at, announced: row.announced ?? true };
  }
  if (result === 'REFUSED' && reason !== null && at) return { result, reason, at };
  return null;
}

function toAcknowledgement(row: OrderRow): Acknowledgement | null {
  const { acknowledgedBy: by, acknowledgedAt: at, acknowledgement: reason } = row;
  if (by === null || at === null || reason === null) return null;
  return { by, at, reason };
}

import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import {
  contradicts,
  isAccepted,
  type Acknowledgement,
  type Order,
  type OrderOutcome,
} from '../domain/order.js';
import { OrderRow } from './order.row.js';

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
  async nextOrderNo(manager: EntityManager, listingId: string, courtCode: string): Promise<number> {
    const rows: { last_order_no: number }[] = await manager.query(
      `INSERT INTO listing_order_counter AS counter (listing_id, court_code, last_order_no)
       VALUES ($1, $2, 1)
       ON CONFLICT (listing_id) DO UPDATE SET last_order_no = counter.last_order_no + 1
       RETURNING last_order_no`,
      [listingId, courtCode],
    );
    const [counter] = rows;
    if (!counter) throw new Error(`The counter of ${listingId} gave no number.`);
    return counter.last_order_no;
  }

  /**
   * Inserts it unless an unanswered order of its listing contradicts it. The listing's counter is locked
   * by then, so that of two orders at once the second sees the first.
   * @returns false when one does.
   */
  async insert(manager: EntityManager, { order, digest }: StoredOrder): Promise<boolean> {
    const rows: unknown[] = await manager.query(INSERT_UNLESS_CONTRADICTED, [
      order.id,
      order.courtCode,
      order.decisionId,
      order.listingId,
      order.orderNo,
      order.action,
      order.basis,
      order.until,
      JSON.stringify(order.lifts),
      order.approvedAs,
      order.sanctionDomains,
      order.correction && JSON.stringify(order.correction),
      JSON.stringify(order.documents),
      digest,
      order.issuedAt,
      contradicts(order.action),
      order.lifts.map(({ restrictionRef }) => restrictionRef),
    ]);
    return rows.length > 0;
  }

  /** The newest unanswered order that this one would contradict. */
  async inFlight(manager: EntityManager, order: Order): Promise<Order | null> {
    const rows: { id: string }[] = await manager.query(IN_FLIGHT, [
      order.listingId,
      contradicts(order.action),
      order.lifts.map(({ restrictionRef }) => restrictionRef),
    ]);
    const [found] = rows;
    const row = found && (await manager.findOneBy(OrderRow, { id: found.id }));
    return row ? toOrder(row) : null;
  }

  async findByDecision(manager: EntityManager, decisionId: string): Promise<Order | null> {
    const row = await manager.findOneBy(OrderRow, { decisionId });
    return row && toOrder(row);
  }

  async lock(manager: EntityManager, id: string): Promise<StoredOrder | null> {
    const row = await manager.findOne(OrderRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && { order: toOrder(row), digest: row.digest };
  }

  async lockByDecision(manager: EntityManager, decisionId: string): Promise<Order | null> {
    const row = await manager.findOne(OrderRow, {
      where: { decisionId },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toOrder(row);
  }

  async recordOutcome(
    manager: EntityManager,
    order: Order & { outcome: OrderOutcome },
  ): Promise<void> {
    const { id, outcome, accepted } = order;
    const applied = outcome.result === 'APPLIED' ? outcome : null;
    await manager.update(
      OrderRow,
      { id },
      {
        result: outcome.result,
        outcomeAt: outcome.at,
        outcomeVersion: applied?.version ?? null,
        announced: applied?.announced ?? null,
        outcomeReason: outcome.result === 'REFUSED' ? outcome.reason : null,
        accepted,
        ...(applied && isAccepted(order) && { acceptedAt: outcome.at }),
      },
    );
  }

  /** Whether the court's own orders, as far as they were applied, leave the listing off the list. */
  async hasLeft(manager: EntityManager, listingId: string): Promise<boolean> {
    const last = await manager.findOne(OrderRow, {
      where: { listingId, result: 'APPLIED', action: In(['REMOVE', 'RESTORE']) },
      order: { orderNo: 'DESC' },
    });
    return last?.action === 'REMOVE';
  }

  async recordAcceptance(manager: EntityManager, order: Order, at: Date): Promise<void> {
    const { id, accepted } = order;
    const acceptedAt = isAccepted(order) ? at : null;
    await manager.update(OrderRow, { id }, { accepted, acceptedAt });
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
const contradicted = (listing: string, actions: string, restrictions: string) => `
  earlier.listing_id = ${listing} AND earlier.result IS NULL
    AND (earlier.action = ANY (${actions}::text[]) OR EXISTS (
      SELECT 1 FROM jsonb_array_elements(earlier.lifts) lift
       WHERE lift->>'restrictionRef' = ANY (${restrictions}::text[])))`;

const INSERT_UNLESS_CONTRADICTED = `
  INSERT INTO repair_order (id, court_code, decision_id, listing_id, order_no, action, basis, until,
    lifts, approved_as, sanction_domains, correction, documents, digest, issued_at)
  SELECT $1::text, $2::text, $3::text, $4::text, $5::integer, $6::text, $7::text, $8::date,
    $9::jsonb, $10::text, $11::text[], $12::jsonb, $13::jsonb, $14::text, $15::timestamptz
  WHERE NOT EXISTS (SELECT 1 FROM repair_order earlier WHERE ${contradicted('$4', '$16', '$17')})
  RETURNING id`;

const IN_FLIGHT = `
  SELECT id FROM repair_order earlier WHERE ${contradicted('$1', '$2', '$3')}
   ORDER BY order_no DESC LIMIT 1`;

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

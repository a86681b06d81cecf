import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Acceptance, Acknowledgement, Order, OrderOutcome } from '../domain/order.js';
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

  async insert(manager: EntityManager, { order, digest }: StoredOrder): Promise<void> {
    const {
      outcome: _outcome,
      accepted: _accepted,
      acknowledged: _acknowledged,
      ...issued
    } = order;
    await manager.insert(OrderRow, { ...issued, digest });
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

  async recordOutcome(manager: EntityManager, id: string, outcome: OrderOutcome): Promise<void> {
    await manager.update(
      OrderRow,
      { id },
      {
        result: outcome.result,
        outcomeAt: outcome.at,
        outcomeVersion: outcome.result === 'APPLIED' ? outcome.version : null,
        outcomeReason: outcome.result === 'REFUSED' ? outcome.reason : null,
      },
    );
  }

  async recordAcceptance(manager: EntityManager, id: string, accepted: Acceptance): Promise<void> {
    await manager.update(
      OrderRow,
      { id },
      {
        acceptedVersion: accepted.version,
        expected: accepted.expected,
        acceptedAt: accepted.at,
      },
    );
  }

  async acknowledge(
    manager: EntityManager,
    id: string,
    { by: acknowledgedBy, at: acknowledgedAt, reason: acknowledgement }: Acknowledgement,
  ): Promise<void> {
    await manager.update(OrderRow, { id }, { acknowledgedBy, acknowledgedAt, acknowledgement });
  }
}

export function toOrder(row: OrderRow): Order {
  const { id, orderNo, courtCode, decisionId, listingId, action, basis, until, issuedAt } = row;
  return {
    id,
    orderNo,
    courtCode,
    decisionId,
    listingId,
    action,
    basis,
    until,
    issuedAt,
    outcome: toOutcome(row),
    accepted: toAcceptance(row),
    acknowledged: toAcknowledgement(row),
  };
}

function toOutcome(row: OrderRow): OrderOutcome | null {
  const { result, outcomeVersion: version, outcomeReason: reason, outcomeAt: at } = row;
  if (result === 'APPLIED' && version !== null && at) return { result, version, at };
  if (result === 'REFUSED' && reason !== null && at) return { result, reason, at };
  return null;
}

function toAcceptance({ acceptedVersion, expected, acceptedAt }: OrderRow): Acceptance | null {
  if (acceptedVersion === null || expected === null || acceptedAt === null) return null;
  return { version: acceptedVersion, expected, at: acceptedAt };
}

function toAcknowledgement(row: OrderRow): Acknowledgement | null {
  const { acknowledgedBy: by, acknowledgedAt: at, acknowledgement: reason } = row;
  if (by === null || at === null || reason === null) return null;
  return { by, at, reason };
}

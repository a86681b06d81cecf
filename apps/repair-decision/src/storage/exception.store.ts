import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Order } from '../domain/order.js';
import type { ExceptionKind } from '../domain/order-exception.js';
import { OrderRow } from './order.row.js';
import { toOrder } from './order.store.js';

/** An order that may be an exception, with the exception that is on record for it. */
export interface Suspect {
  order: Order;
  recorded: ExceptionKind | null;
}

export interface SuspectQuery {
  /** Orders issued up to then should be settled by now. */
  issuedUntil: Date;
  /** Id of the last order of the page before. */
  after: string | null;
  limit: number;
}

export interface ExceptionEntry {
  orderId: string;
  courtCode: string;
  kind: ExceptionKind;
  at: Date;
}

/** Settled means: applied and accepted, or refused. Both conditions are those of partial indexes. */
const UNSETTLED = `(result IS NULL OR (result = 'APPLIED' AND accepted_at IS NULL))`;
const REFUSED = `(result = 'REFUSED' AND acknowledged_at IS NULL)`;

/** Reads which orders need a look, and keeps the record of exceptions that appeared and closed. */
@Injectable()
export class ExceptionStore {
  /** Orders whose exception on record may differ from what the clock says now; nothing that is settled. */
  async suspects(
    manager: EntityManager,
    { issuedUntil, after, limit }: SuspectQuery,
  ): Promise<Suspect[]> {
    const rows: { id: string; recorded: ExceptionKind | null }[] = await manager.query(
      `SELECT suspect.id, open.kind AS recorded FROM (
         SELECT id FROM repair_order WHERE ${UNSETTLED} AND issued_at <= $1
         UNION SELECT id FROM repair_order WHERE ${REFUSED} AND NOT EXISTS (
           SELECT 1 FROM order_exception WHERE order_id = repair_order.id AND kind = 'REFUSED')
         UNION SELECT order_id FROM order_exception noted JOIN repair_order ON id = order_id
          WHERE closed_at IS NULL AND (noted.kind <> 'REFUSED' OR acknowledged_at IS NOT NULL)
       ) suspect
       LEFT JOIN order_exception open ON open.order_id = suspect.id AND open.closed_at IS NULL
       WHERE suspect.id > $2 ORDER BY suspect.id LIMIT $3`,
      [issuedUntil, after ?? '', limit],
    );
    if (rows.length === 0) return [];
    const orders = await this.ordersOf(manager, [...new Set(rows.map((row) => row.id))]);
    return rows.flatMap(({ id, recorded }) => {
      const order = orders.get(id);
      return order ? [{ order, recorded }] : [];
    });
  }

  /** Orders that are exceptions at that time, by id; of one court, or of all where it is null. */
  async openOrders(
    manager: EntityManager,
    { issuedUntil, after, limit, courtCode }: SuspectQuery & { courtCode: string | null },
  ): Promise<Order[]> {
    const rows: { id: string }[] = await manager.query(
      `SELECT id FROM (
         SELECT id, court_code FROM repair_order WHERE ${UNSETTLED} AND issued_at <= $1
         UNION ALL SELECT id, court_code FROM repair_order WHERE ${REFUSED}
       ) open
       WHERE id > $2 AND ($4::text IS NULL OR court_code = $4) ORDER BY id LIMIT $3`,
      [issuedUntil, after ?? '', limit, courtCode],
    );
    const orders = await this.ordersOf(
      manager,
      rows.map((row) => row.id),
    );
    return [...orders.values()];
  }

  /** @returns false when another instance was first. */
  async open(
    manager: EntityManager,
    { orderId, kind, courtCode, at }: ExceptionEntry,
  ): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO order_exception (order_id, kind, court_code, opened_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (order_id, kind) DO NOTHING RETURNING order_id`,
      [orderId, kind, courtCode, at],
    );
    return rows.length > 0;
  }

  /** @returns false when another instance was first. */
  async close(manager: EntityManager, { orderId, kind, at }: ExceptionEntry): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `WITH closed AS (
         UPDATE order_exception SET closed_at = $3
          WHERE order_id = $1 AND kind = $2 AND closed_at IS NULL RETURNING order_id)
       SELECT order_id FROM closed`,
      [orderId, kind, at],
    );
    return rows.length > 0;
  }

  async countOpen(manager: EntityManager): Promise<Map<ExceptionKind, number>> {
    const rows: { kind: ExceptionKind; open: number }[] = await manager.query(
      `SELECT kind, count(*)::int AS open FROM order_exception WHERE closed_at IS NULL GROUP BY kind`,
    );
    return new Map(rows.map(({ kind, open }) => [kind, open]));
  }

  private async ordersOf(
    manager: EntityManager,
    ids: readonly string[],
  ): Promise<Map<string, Order>> {
    const rows = await manager.find(OrderRow, { where: { id: In(ids) }, order: { id: 'ASC' } });
    return new Map(rows.map((row) => [row.id, toOrder(row)]));
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RefusalReason } from '#contracts';

/** A message that pretended to be the order, and that the registry did not believe. */
export interface RefusedCopy {
  reason: RefusalReason;
  at: Date;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
}

/** More copies than this of one order tell the court nothing new. */
const SHOWN = 100;

/** Refused copies of orders, kept beside the outcome and never part of it. */
@Injectable()
export class RefusalStore {
  async append(
    manager: EntityManager,
    order: { id: string; courtCode: string },
    { eventId, reason, digest, at }: RefusedCopy & { eventId: string },
  ): Promise<void> {
    await manager.query(
      `INSERT INTO order_refusal (event_id, order_id, court_code, reason, digest, at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id) DO NOTHING`,
      [eventId, order.id, order.courtCode, reason, digest, at],
    );
  }

  /** The latest of them, oldest first. */
  async of(manager: EntityManager, orderId: string): Promise<RefusedCopy[]> {
    const rows: RefusedCopy[] = await manager.query(
      `SELECT reason, at, digest FROM order_refusal WHERE order_id = $1 ORDER BY at DESC, event_id DESC LIMIT $2`,
      [orderId, SHOWN],
    );
    return rows.reverse();
  }
}

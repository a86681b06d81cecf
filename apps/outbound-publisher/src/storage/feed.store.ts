import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface FeedEntry {
  offset: number;
  /** The exact JSON text that the signature covers. */
  event: string;
  jws: string;
}

/** One subscriber's changes in the order of its offsets, and how far it has read them. */
@Injectable()
export class FeedStore {
  /** Null: some of it has been redacted in the meantime. */
  async page(
    db: EntityManager,
    subscriberId: string,
    after: number,
    limit: number,
  ): Promise<FeedEntry[] | null> {
    const rows: FeedRow[] = await db.query(
      `SELECT o."offset", convert_from(c.bytes, 'UTF8') AS event, c.jws
       FROM obligation o JOIN change c ON c.event_id = o.event_id
       WHERE o.subscriber_id = $1 AND o."offset" > $2
       ORDER BY o."offset" LIMIT $3`,
      [subscriberId, after, limit],
    );
    const entries = rows.flatMap(({ offset, event, jws }) =>
      event === null ? [] : [{ offset: Number(offset), event, jws }],
    );
    return entries.length < rows.length ? null : entries;
  }

  /**
   * Everything up to `offset` has reached the reader. The rules are `consider(… delivered)`'s.
   * @returns false when that was known before.
   */
  async markDelivered(
    db: EntityManager,
    stream: { id: string; subscriberId: string },
    offset: number,
    now: Date,
  ): Promise<boolean> {
    const before: { delivered_offset: string }[] = await db.query(
      'SELECT delivered_offset FROM stream WHERE id = $1 FOR UPDATE',
      [stream.id],
    );
    const from = Number(before[0]?.delivered_offset ?? 0);
    if (from >= offset) return false;
    await db.query('UPDATE stream SET delivered_offset = $2 WHERE id = $1', [stream.id, offset]);
    await db.query(
      `UPDATE obligation SET delivered_at = $4, flags = array_remove(flags, 'unreachable'),
         state = CASE WHEN state IN ('expected', 'nacked') THEN 'delivered' ELSE state END
       WHERE subscriber_id = $1 AND "offset" > $2 AND "offset" <= $3 AND delivered_at IS NULL`,
      [stream.subscriberId, from, offset, now],
    );
    return true;
  }
}

interface FeedRow {
  offset: string;
  event: string | null;
  jws: string;
}

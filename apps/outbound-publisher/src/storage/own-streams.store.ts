import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What a subscriber has opened, counted while nobody else opens or disables for it. */
@Injectable()
export class OwnStreamsStore {
  /**
   * Not the subscriber's row, which intake changes all the time. Taken before the single writer's turn,
   * never after it.
   */
  async takeTurn(db: EntityManager, subscriberId: string): Promise<void> {
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('own streams'), hashtext($1))`, [
      subscriberId,
    ]);
  }

  async count(db: EntityManager, subscriberId: string): Promise<{ open: number; ever: number }> {
    const [counted] = await db.query<{ open: number; ever: number }[]>(
      `SELECT count(*)::integer AS ever, (count(*) FILTER (WHERE status <> 'disabled'))::integer AS open
       FROM stream WHERE subscriber_id = $1`,
      [subscriberId],
    );
    return counted ?? { open: 0, ever: 0 };
  }

  /**
   * Whether nothing came by it yet, it is disabled, or its subscriber is told of changes by another one
   * too. What was pushed to once, and waits for a proof of its new address, is no less needed for that.
   */
  async canGo(db: EntityManager, id: string): Promise<boolean> {
    const [found] = await db.query<{ canGo: boolean }[]>(
      `SELECT s.status = 'disabled'
         OR s.status = 'pending' AND NOT EXISTS (SELECT FROM push_progress p WHERE p.stream_id = s.id)
         OR EXISTS (SELECT FROM stream other
         WHERE other.subscriber_id = s.subscriber_id AND other.id <> s.id
           AND other.status = 'enabled' AND other.channel IN ('webhook', 'feed', 'kafka')) AS "canGo"
       FROM stream s WHERE s.id = $1`,
      [id],
    );
    return found?.canGo ?? false;
  }
}

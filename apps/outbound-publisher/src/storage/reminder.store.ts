import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Unanswered } from '../domain/reminder.js';

export interface UnansweredObligation extends Unanswered {
  id: string;
  /** Its subscriber agreed to looks, which begin with its claim: so it gives receipts. */
  givesReceipts: boolean;
}

/** Deliveries that nobody has answered yet. */
@Injectable()
export class ReminderStore {
  /**
   * Walks through what is delivered and no more, a page at a time, and gives those with half of their time
   * gone. @returns also where the next page begins; null: this was the last one.
   */
  async unanswered(
    db: EntityManager,
    after: string,
    now: Date,
    { walked, most }: { walked: number; most: number },
  ): Promise<{ found: UnansweredObligation[]; next: string | null }> {
    const rows = await db.query<UnansweredRow[]>(
      `WITH page AS (
         SELECT id, subscriber_id, available_at, apply_by, reminders, coalesce(reminders < 4
           AND claimed_at IS NULL AND superseded_by IS NULL
           AND available_at + (apply_by - available_at) / 2 <= $2, false) AS is_late
         FROM obligation WHERE state = 'delivered' AND id > $1
         ORDER BY id LIMIT $3
       ), bounds AS (SELECT max(id) AS last, count(*) AS walked FROM page)
       SELECT page.id, available_at AS "availableAt", apply_by AS "applyBy", reminders, is_late AS "isLate",
         coalesce((s.contract -> 'probe' -> 'consent')::boolean, false) AS "givesReceipts",
         bounds.walked < $3 AS "isEnd"
       FROM bounds, page JOIN subscriber s ON s.id = page.subscriber_id
       WHERE is_late OR page.id = bounds.last
       ORDER BY page.id LIMIT $4`,
      [after, now, walked, most + 1],
    );
    const page = rows.slice(0, most);
    const last = page.at(-1);
    const isEnd = last === undefined || (last.isEnd && rows.length <= most);
    return { found: page.filter(({ isLate }) => isLate), next: isEnd ? null : last.id };
  }

  async remember(
    db: EntityManager,
    reminded: readonly { id: string; reminders: number }[],
  ): Promise<void> {
    const inOrder = [...reminded].sort((one, other) => (one.id < other.id ? -1 : 1));
    await db.query(
      `UPDATE obligation o SET reminders = e.reminders
       FROM unnest($1::text[], $2::smallint[]) AS e (id, reminders) WHERE o.id = e.id`,
      [inOrder.map(({ id }) => id), inOrder.map(({ reminders }) => reminders)],
    );
  }
}

interface UnansweredRow extends UnansweredObligation {
  isLate: boolean;
  isEnd: boolean;
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface OpenWork {
  /** Obligations that are neither proven nor superseded, by state. */
  obligations: { state: string; count: number }[];
  /** Since when the push that has waited longest is due; null when none waits. A paused one is held, not late. */
  oldestDueAt: Date | null;
  heldChanges: number;
  /** Since when the one that has waited longest is held; null when none is. */
  oldestHeldAt: Date | null;
}

/** What is under way: it is read from partial indexes, and does not grow with history. */
@Injectable()
export class OpenWorkStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(now: Date): Promise<OpenWork> {
    const obligations: OpenWork['obligations'] = await this.dataSource.query(
      `SELECT state, count(*)::integer AS count FROM obligation
       WHERE state NOT IN ('verified', 'closed', 'attested', 'superseded') GROUP BY state`,
    );
    const rows: { oldest_due_at: Date | null; held: number; oldest_held_at: Date | null }[] =
      await this.dataSource.query(
        `SELECT least(
           (SELECT min(w.due_at) FROM stream s JOIN waiting_push w ON w.stream_id = s.id
             WHERE s.status = 'enabled' AND w.due_at <= $1),
           (SELECT min(o.created_at) FROM stream s
             LEFT JOIN push_progress p ON p.stream_id = s.id
             CROSS JOIN LATERAL (SELECT created_at FROM obligation
               WHERE subscriber_id = s.subscriber_id AND "offset" > coalesce(p.settled_offset, 0)
               ORDER BY "offset" LIMIT 1) AS o
             WHERE s.status = 'enabled' AND s.channel IN ('webhook', 'kafka'))) AS oldest_due_at,
         (SELECT count(*)::integer FROM held_change) AS held,
         (SELECT min(held_at) FROM held_change) AS oldest_held_at`,
        [now],
      );
    return {
      obligations,
      oldestDueAt: rows[0]?.oldest_due_at ?? null,
      heldChanges: rows[0]?.held ?? 0,
      oldestHeldAt: rows[0]?.oldest_held_at ?? null,
    };
  }
}

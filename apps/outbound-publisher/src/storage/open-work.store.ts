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
        `SELECT (SELECT min(d.next_attempt_at) FROM stream s JOIN delivery d ON d.stream_id = s.id
           WHERE s.status = 'enabled' AND d.state IN ('pending', 'nacked')
             AND d.next_attempt_at <= $1) AS oldest_due_at,
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

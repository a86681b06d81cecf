import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What can be open; written out in the statements, since each is read from a partial index. */
const OPEN_STATES = [
  ...(['expected', 'delivered', 'applied', 'nacked'] as const),
  ...(['not_held', 'ambiguous', 'contradicted'] as const),
];
export type OpenState = (typeof OPEN_STATES)[number];

export interface OpenWork {
  /** Obligations that are neither proven nor superseded; above `COUNTED` estimated from Postgres' own figures. */
  obligations: { state: OpenState; count: number }[];
  /** Of the open obligations whose deadlines come first, `COUNTED` at most: how much of its time each has used. */
  deadlinesUsed: number[];
  /**
   * Since when what has waited longest for an enabled stream is due, a first push or another try; null
   * when nothing waits. What a paused one has is held, not late.
   */
  oldestDueAt: Date | null;
  heldChanges: number;
  /** Since when the one that has waited longest is held; null when none is. */
  oldestHeldAt: Date | null;
  waiting: { lane: string; count: number }[];
  /** Since when the newest snapshot lacks something: now where nothing has changed; null when there is none. */
  snapshotAt: Date | null;
}

/** Beyond this a figure is an estimate or a bound: a scrape must cost as little with a million obligations open. */
export const COUNTED = 2_000;

/** What is under way. Nothing here grows with history or with the backlog. */
@Injectable()
export class OpenWorkStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(now: Date): Promise<OpenWork> {
    const [due] = await this.dataSource.query<{ at: Date | null }[]>(OLDEST_DUE, [now]);
    const counts = await this.dataSource.query<{ state: OpenState; count: number }[]>(COUNTS);
    const most = counts.some(({ count }) => count > COUNTED)
      ? await this.estimates()
      : new Map<string, number>();
    const [rest] = await this.dataSource.query<RestRow[]>(REST, [now]);
    const deadlines = await this.dataSource.query<{ from: Date; by: Date }[]>(DEADLINES);
    return {
      obligations: counts.map(({ state, count }) => ({
        state,
        count: count > COUNTED ? Math.max(count, most.get(state) ?? 0) : count,
      })),
      deadlinesUsed: deadlines.map(
        ({ from, by }) =>
          (now.getTime() - from.getTime()) / Math.max(1, by.getTime() - from.getTime()),
      ),
      oldestDueAt: due?.at ?? null,
      heldChanges: rest?.held ?? 0,
      oldestHeldAt: rest?.oldest_held_at ?? null,
      waiting: await this.waiting(),
      snapshotAt: rest?.snapshot_at ?? null,
    };
  }

  /** As autovacuum last saw them, month by month. */
  private async estimates(): Promise<Map<string, number>> {
    const rows = await this.dataSource.query<{ state: string; count: number }[]>(
      `SELECT m.state, sum(greatest(c.reltuples, 0) * m.share)::float8 AS count
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text
         AND s.tablename = c.relname AND s.attname = 'state'
       CROSS JOIN unnest(s.most_common_vals::text::text[], s.most_common_freqs) AS m (state, share)
       WHERE i.inhparent = 'obligation'::regclass GROUP BY m.state`,
    );
    return new Map(rows.map(({ state, count }) => [state, Math.round(count)]));
  }

  /** By lane; above the sample's size the lanes' shares of it, of as many as Postgres thinks there are. */
  private async waiting(): Promise<OpenWork['waiting']> {
    const rows = await this.dataSource.query<{ lane: string; count: number; all: number }[]>(
      `SELECT lane, count(*)::integer AS count,
         (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'waiting_push'::regclass) AS all
       FROM (SELECT lane FROM waiting_push LIMIT ${SAMPLED}) AS sample GROUP BY lane`,
    );
    const sampled = rows.reduce((sum, { count }) => sum + count, 0);
    const times = sampled < SAMPLED ? 1 : Math.max(1, (rows[0]?.all ?? 0) / sampled);
    return rows.map(({ lane, count }) => ({ lane, count: Math.round(count * times) }));
  }
}

const SAMPLED = 5_000;

const COUNTS = OPEN_STATES.map(
  (state) =>
    `SELECT '${state}' AS state, count(*)::integer AS count
     FROM (SELECT FROM obligation WHERE state = '${state}' LIMIT ${COUNTED + 1}) AS counted`,
).join(' UNION ALL ');

const DEADLINES = `
  SELECT coalesce(available_at, created_at) AS from, apply_by AS by FROM obligation
  WHERE first_verified_at IS NULL AND superseded_by IS NULL AND state <> 'attested' AND apply_by IS NOT NULL
  ORDER BY apply_by LIMIT ${COUNTED}`;

/** One look-up per stream, whatever waits for it. */
const OLDEST_DUE = `
  SELECT least(min(w.due_at), min(o.created_at)) AS at FROM stream s
  LEFT JOIN push_progress p ON p.stream_id = s.id
  LEFT JOIN LATERAL (SELECT due_at FROM waiting_push
    WHERE stream_id = s.id AND due_at <= $1 ORDER BY due_at LIMIT 1) AS w ON true
  LEFT JOIN LATERAL (SELECT created_at FROM obligation
    WHERE subscriber_id = s.subscriber_id AND "offset" > coalesce(p.settled_offset, 0)
    ORDER BY "offset" LIMIT 1) AS o ON true
  WHERE s.status = 'enabled' AND s.channel IN ('webhook', 'kafka')`;

const REST = `
  SELECT (SELECT count(*)::integer FROM held_change) AS held,
    (SELECT min(held_at) FROM held_change) AS oldest_held_at,
    (SELECT CASE WHEN bool_or(s.epoch = e.epoch AND s.position >= h.position) THEN $1::timestamptz
       ELSE max(s.created_at) END
     FROM snapshot s, epoch e, intake_head h WHERE s.state = 'published') AS snapshot_at`;

interface RestRow {
  held: number;
  oldest_held_at: Date | null;
  snapshot_at: Date | null;
}

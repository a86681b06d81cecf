import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Replay, ReplayChoice, ReplayStatus, SkipReason } from '../domain/replay.js';
import type { PushedAgain } from './again.store.js';

/** One obligation on the way of a replay's choosing, whether it is chosen or not. */
export interface Passed {
  id: string;
  subscriberId: string;
  offset: number;
  matches: boolean;
}

export interface Skipped {
  obligationId: string;
  subscriberId: string;
  listingId: string;
  version: number;
  reason: SkipReason;
  supersededBy: number | null;
}

export interface Chosen {
  selected: number;
  skipped: readonly Skipped[];
  queued: readonly PushedAgain[];
}

/** How a replay is chosen, chunk by chunk. What becomes of its pushes is in `ReplayProgressStore`. */
@Injectable()
export class ReplayStore {
  async insert(
    db: EntityManager,
    replay: ReplayChoice & { id: string; requestedBy: string; createdAt: Date },
  ): Promise<void> {
    const { id, subscriberId, streamId, listingId, state, from, to } = replay;
    await db.query(
      `INSERT INTO replay (id, subscriber_id, stream_id, listing_id, state, from_at, to_at,
         requested_by, created_at, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'selecting')`,
      [
        id,
        subscriberId,
        streamId,
        listingId,
        state,
        from,
        to,
        replay.requestedBy,
        replay.createdAt,
      ],
    );
  }

  async knowsListing(db: EntityManager, id: string): Promise<boolean> {
    const rows = await db.query<unknown[]>('SELECT FROM listing_head WHERE listing_id = $1', [id]);
    return rows.length > 0;
  }

  /**
   * What the replays that ended before `before` pushed and passed over, `limit` rows of each kind at most;
   * their figures stay.
   * @returns how many rows.
   */
  async purge(db: EntityManager, before: Date, limit: number): Promise<number> {
    let purged = 0;
    for (const table of ['replay_push', 'replay_skipped']) {
      const [, count] = await db.query<[unknown, number]>(
        `DELETE FROM ${table} p USING (
           SELECT t.replay_id, t.place FROM replay r JOIN ${table} t ON t.replay_id = r.id
           WHERE r.ended_at < $1 LIMIT $2) AS old
         WHERE p.replay_id = old.replay_id AND p.place = old.place`,
        [before, limit],
      );
      purged += count;
    }
    return purged;
  }

  /** Null where there is none, or another process is at work on it. */
  async lock(db: EntityManager, id: string): Promise<Replay | null> {
    const rows: ReplayRow[] = await db.query(
      `${SELECT_REPLAY} WHERE id = $1 AND ended_at IS NULL FOR UPDATE SKIP LOCKED`,
      [id],
    );
    return rows[0] ? replayOf(rows[0]) : null;
  }

  /** Under way, oldest first. */
  async underWay(db: EntityManager): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      'SELECT id FROM replay WHERE ended_at IS NULL ORDER BY id',
    );
    return rows.map(({ id }) => id);
  }

  /** The next obligations behind the place that it has come to, `limit` of them at most. */
  async next(db: EntityManager, replay: Replay, limit: number): Promise<Passed[]> {
    const conditions = ['(subscriber_id, "offset") > ($1, $2)'];
    const values: unknown[] = [replay.afterSubscriber, replay.afterOffset];
    const place = (value: unknown): string => `$${values.push(value)}`;
    if (replay.subscriberId) conditions.push(`subscriber_id = ${place(replay.subscriberId)}`);
    if (replay.listingId) conditions.push(`listing_id = ${place(replay.listingId)}`);
    // What came after it was asked for is pushed anyway.
    const wanted = [`created_at <= ${place(replay.createdAt)}`];
    if (replay.state) wanted.push(`state = ${place(replay.state)}`);
    if (replay.from) wanted.push(`created_at >= ${place(replay.from)}`);
    if (replay.to) wanted.push(`created_at < ${place(replay.to)}`);
    const rows = await db.query<(Omit<Passed, 'offset'> & { offset: string })[]>(
      `SELECT id, subscriber_id AS "subscriberId", "offset", ${wanted.join(' AND ')} AS matches
       FROM obligation WHERE ${conditions.join(' AND ')}
       ORDER BY subscriber_id, "offset" LIMIT ${limit}`,
      values,
    );
    return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
  }

  /** One chunk of choosing is done, up to the last one that was passed. */
  async record(
    db: EntityManager,
    { id }: Replay,
    { selected, skipped, queued }: Chosen,
    last: Pick<Passed, 'subscriberId' | 'offset'>,
    now: Date,
  ): Promise<void> {
    await db.query(
      `INSERT INTO replay_push (replay_id, stream_id, obligation_id, queued_at)
       SELECT $1, stream_id, obligation_id, $4
       FROM unnest($2::text[], $3::text[]) AS p (stream_id, obligation_id)`,
      [
        id,
        queued.map(({ streamId }) => streamId),
        queued.map(({ obligationId }) => obligationId),
        now,
      ],
    );
    await db.query(
      `INSERT INTO replay_skipped
         (replay_id, obligation_id, subscriber_id, listing_id, version, reason, superseded_by)
       SELECT $1, "obligationId", "subscriberId", "listingId", version, reason, "supersededBy"
       FROM jsonb_to_recordset($2::jsonb) AS s ("obligationId" text, "subscriberId" text,
         "listingId" text, version integer, reason text, "supersededBy" integer)`,
      [id, JSON.stringify(skipped)],
    );
    await db.query(
      `UPDATE replay SET selected = selected + $2, skipped = skipped + $3, queued = queued + $4,
         after_subscriber = $5, after_offset = $6 WHERE id = $1`,
      [id, selected, skipped.length, queued.length, last.subscriberId, last.offset],
    );
  }

  /** @returns whether there was anything left to cancel. */
  async cancel(db: EntityManager, id: string): Promise<boolean> {
    const [, count] = await db.query<[unknown, number]>(
      `UPDATE replay SET status = 'cancelling' WHERE id = $1 AND ended_at IS NULL`,
      [id],
    );
    return count > 0;
  }

  async setStatus(
    db: EntityManager,
    id: string,
    status: ReplayStatus,
    endedAt: Date | null = null,
  ): Promise<void> {
    await db.query('UPDATE replay SET status = $2, ended_at = $3 WHERE id = $1', [
      id,
      status,
      endedAt,
    ]);
  }
}

/** A replay's columns, for whoever reads one. */
export const SELECT_REPLAY = `SELECT id, subscriber_id, stream_id, listing_id, state, from_at, to_at,
  requested_by, created_at, status, after_subscriber, after_offset, selected, skipped, queued,
  delivered, overtaken, ended_at FROM replay`;

export interface ReplayRow {
  id: string;
  subscriber_id: string | null;
  stream_id: string | null;
  listing_id: string | null;
  state: Replay['state'];
  from_at: Date | null;
  to_at: Date | null;
  requested_by: string;
  created_at: Date;
  status: ReplayStatus;
  after_subscriber: string;
  after_offset: string;
  selected: number;
  skipped: number;
  queued: number;
  delivered: number;
  overtaken: number;
  ended_at: Date | null;
}

export function replayOf(row: ReplayRow): Replay {
  const { id, status, state, selected, skipped, queued, delivered, overtaken } = row;
  return {
    ...{ id, status, state, selected, skipped, queued, delivered, overtaken },
    subscriberId: row.subscriber_id,
    streamId: row.stream_id,
    listingId: row.listing_id,
    from: row.from_at,
    to: row.to_at,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    afterSubscriber: row.after_subscriber,
    afterOffset: Number(row.after_offset),
    endedAt: row.ended_at,
  };
}

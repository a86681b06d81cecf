import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * What became of the wish to push something again: a row was made; one was waiting already and is due
 * now; or the stream has yet to come to its first push, which must not be overtaken.
 */
export type AgainStanding = 'queued' | 'waiting' | 'coming';

export interface PushedAgain {
  streamId: string;
  obligationId: string;
  standing: AgainStanding;
}

export interface AgainRequest {
  /** Locked by the caller in this transaction, so that no newer version comes between. */
  obligationIds: readonly string[];
  /** Null: every stream of its subscriber that pushes. */
  streamId: string | null;
  replayId: string | null;
  /** Whether paused streams get one too, and hold it. */
  evenPaused: boolean;
  now: Date;
}

/** Pushes once more what was pushed before: a resend, a replay or a reminder. */
@Injectable()
export class AgainStore {
  /** Only for obligations that are the newest of their listing; the others are left out. */
  async queue(
    db: EntityManager,
    { obligationIds, streamId, replayId, evenPaused, now }: AgainRequest,
  ): Promise<PushedAgain[]> {
    if (obligationIds.length === 0) return [];
    return db.query<PushedAgain[]>(
      `WITH wanted AS (
         SELECT s.id AS stream_id, o.id AS obligation_id, o.subscriber_id, o.version, o."offset",
           coalesce(o.restriction_id, o.listing_id) AS aggregate_id,
           o."offset" <= coalesce(p.settled_offset, 0)
             OR EXISTS (SELECT FROM attempt a WHERE a.stream_id = s.id AND a."offset" = o."offset"
               AND a.outcome IN ('delivered', 'nacked'))
             OR EXISTS (SELECT FROM waiting_push w
               WHERE w.stream_id = s.id AND w.obligation_id = o.id) AS was_pushed
         FROM obligation o
         JOIN stream s ON s.subscriber_id = o.subscriber_id AND s.channel IN ('webhook', 'kafka')
           AND (s.status = 'enabled' OR ($4 AND s.status = 'paused'))
           AND ($2::text IS NULL OR s.id = $2)
         LEFT JOIN push_progress p ON p.stream_id = s.id
         WHERE o.id = ANY($1) AND o.superseded_by IS NULL
       ), made AS (
         INSERT INTO waiting_push AS w (stream_id, obligation_id, subscriber_id, aggregate_id, version,
           "offset", lane, replay_id, due_at)
         SELECT stream_id, obligation_id, subscriber_id, aggregate_id, version, "offset", 'again', $3,
           -- Should an older version wait after all, it goes first.
           CASE WHEN EXISTS (SELECT FROM waiting_push older WHERE older.stream_id = wanted.stream_id
             AND older.aggregate_id = wanted.aggregate_id AND older.version < wanted.version)
             THEN NULL ELSE $5::timestamptz END
         FROM wanted WHERE was_pushed ORDER BY stream_id, obligation_id
         ON CONFLICT (stream_id, obligation_id) DO UPDATE SET due_at =
           CASE WHEN w.due_at IS NULL THEN NULL ELSE least(w.due_at, excluded.due_at) END
         RETURNING stream_id, obligation_id, xmax = 0 AS is_new
       )
       SELECT wanted.stream_id AS "streamId", wanted.obligation_id AS "obligationId",
         CASE WHEN is_new THEN 'queued' WHEN is_new IS NULL THEN 'coming' ELSE 'waiting' END AS standing
       FROM wanted LEFT JOIN made USING (stream_id, obligation_id)
       ORDER BY wanted.stream_id, wanted.obligation_id`,
      [obligationIds, streamId, replayId, evenPaused, now],
    );
  }

  /** How much a subscriber has asked for again that has not gone out yet; counted up to `enough`. */
  async waitingOf(db: EntityManager, subscriberId: string, enough: number): Promise<number> {
    const rows = await db.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM (
         SELECT FROM stream s JOIN waiting_push w ON w.stream_id = s.id AND w.lane = 'again'
         WHERE s.subscriber_id = $1 LIMIT $2) AS waiting`,
      [subscriberId, enough],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Those whose bytes are still there: of what ended long ago they are redacted. */
  async readable(db: EntityManager, eventIds: readonly string[]): Promise<Set<string>> {
    const rows = await db.query<{ id: string }[]>(
      'SELECT event_id AS id FROM change WHERE event_id = ANY($1) AND bytes IS NOT NULL',
      [eventIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The newest of its listing that the same subscriber was told of. */
  async newest(db: EntityManager, obligationId: string): Promise<NewestVersion | null> {
    const rows = await db.query<NewestVersion[]>(
      `SELECT newest.id, newest.version, newest.event_id AS "eventId"
       FROM obligation o JOIN obligation newest ON newest.listing_id = o.listing_id
         AND newest.subscriber_id = o.subscriber_id
         AND newest.restriction_id IS NOT DISTINCT FROM o.restriction_id
       WHERE o.id = $1 ORDER BY newest.version DESC LIMIT 1`,
      [obligationId],
    );
    return rows[0] ?? null;
  }
}

/** Where to look instead of an obligation that was superseded. */
export interface NewestVersion {
  id: string;
  version: number;
  eventId: string;
}

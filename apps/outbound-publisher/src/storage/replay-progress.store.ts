import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Replay, SkipReason } from '../domain/replay.js';
import { pageOf, type Page, type PageRequest } from './page.js';
import { replayOf, SELECT_REPLAY, type ReplayRow } from './replay.store.js';

/** Looked at per stream and turn: a stream that holds its pushes must not cost more than that. */
const PER_STREAM = 100;
const CANCELLED_AT_ONCE = 1000;

export interface SkippedView {
  id: string;
  obligation: string;
  subscriber: string;
  listing: string;
  version: number;
  reason: SkipReason;
  supersededBy: number | null;
}

/** What becomes of a replay's pushes. */
@Injectable()
export class ReplayProgressStore {
  async find(db: EntityManager, id: string): Promise<Replay | null> {
    const rows: ReplayRow[] = await db.query(`${SELECT_REPLAY} WHERE id = $1`, [id]);
    return rows[0] ? replayOf(rows[0]) : null;
  }

  /** Newest first; `after` is the id that the page before ended with. */
  async list(db: EntityManager, { after, limit }: PageRequest): Promise<Page<Replay>> {
    const rows: ReplayRow[] = await db.query(
      `${SELECT_REPLAY} WHERE id < coalesce($1, 's') ORDER BY id DESC LIMIT $2`,
      [after ?? null, limit + 1],
    );
    return pageOf(rows.map(replayOf), limit);
  }

  /** Pushes of it that failed and are tried again. */
  async failing(db: EntityManager, id: string): Promise<number> {
    const rows = await db.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM replay_push r JOIN waiting_push w
         ON w.stream_id = r.stream_id AND w.obligation_id = r.obligation_id
       WHERE r.replay_id = $1 AND r.outcome IS NULL AND w.attempts > 0`,
      [id],
    );
    return Number(rows[0]?.count ?? 0);
  }

  async skipped(
    db: EntityManager,
    replayId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<Page<SkippedView>> {
    const rows = await db.query<SkippedView[]>(
      `SELECT place::text AS id, obligation_id AS obligation, subscriber_id AS subscriber,
         listing_id AS listing, version, reason, superseded_by AS "supersededBy"
       FROM replay_skipped WHERE replay_id = $1 AND place > $2 ORDER BY place LIMIT $3`,
      [replayId, after, limit + 1],
    );
    return pageOf(rows, limit);
  }

  /**
   * Finds out what has come of the pushes that each stream has to make next. What waits is open; so is
   * what its stream has yet to come to.
   * @returns how many have ended.
   */
  async settle(db: EntityManager, replayId: string): Promise<number> {
    const rows = await db.query<{ delivered: string; overtaken: string }[]>(
      `WITH open AS (
         SELECT r.place, r.stream_id, r.obligation_id, r.queued_at
         FROM stream s CROSS JOIN LATERAL (
           SELECT * FROM replay_push
           WHERE replay_id = $1 AND stream_id = s.id AND outcome IS NULL
           ORDER BY place LIMIT ${PER_STREAM}) AS r
       ), seen AS (
         SELECT open.place, o.superseded_by,
           o."offset" > coalesce(p.settled_offset, 0) AND ended.at IS NULL AS is_coming,
           ended.delivered_at > open.queued_at AS is_delivered,
           ended.delivered_at IS NOT NULL AS was_delivered
         FROM open
         JOIN obligation o ON o.id = open.obligation_id
         LEFT JOIN push_progress p ON p.stream_id = open.stream_id
         LEFT JOIN LATERAL (
           SELECT max(finished_at) AS at,
             max(finished_at) FILTER (WHERE outcome = 'delivered') AS delivered_at
           FROM attempt a WHERE a.stream_id = open.stream_id AND a."offset" = o."offset"
             AND a.outcome IN ('delivered', 'nacked')) AS ended ON true
         WHERE NOT EXISTS (SELECT FROM waiting_push w
           WHERE w.stream_id = open.stream_id AND w.obligation_id = open.obligation_id)
       ), ended AS (
         UPDATE replay_push r SET outcome = CASE
           WHEN is_delivered THEN 'delivered'
           WHEN superseded_by IS NULL AND was_delivered THEN 'delivered'
           ELSE 'overtaken' END
         FROM seen
         WHERE r.replay_id = $1 AND r.place = seen.place
           AND (NOT is_coming OR superseded_by IS NOT NULL)
         RETURNING r.outcome)
       SELECT count(*) FILTER (WHERE outcome = 'delivered') AS delivered,
         count(*) FILTER (WHERE outcome = 'overtaken') AS overtaken FROM ended`,
      [replayId],
    );
    const delivered = Number(rows[0]?.delivered ?? 0);
    const overtaken = Number(rows[0]?.overtaken ?? 0);
    if (delivered + overtaken > 0) {
      await db.query(
        'UPDATE replay SET delivered = delivered + $2, overtaken = overtaken + $3 WHERE id = $1',
        [replayId, delivered, overtaken],
      );
    }
    return delivered + overtaken;
  }

  async hasOpen(db: EntityManager, replayId: string): Promise<boolean> {
    const rows = await db.query<unknown[]>(
      'SELECT FROM replay_push WHERE replay_id = $1 AND outcome IS NULL LIMIT 1',
      [replayId],
    );
    return rows.length > 0;
  }

  /** Takes back some of what it still wants to push. @returns how much. */
  async takeBack(db: EntityManager, replayId: string): Promise<number> {
    const rows = await db.query<{ count: string }[]>(
      `WITH open AS (
         SELECT place, stream_id, obligation_id FROM replay_push
         WHERE replay_id = $1 AND outcome IS NULL
         ORDER BY stream_id, place LIMIT ${CANCELLED_AT_ONCE}
       ), gone AS (
         DELETE FROM waiting_push w USING open
         WHERE w.stream_id = open.stream_id AND w.obligation_id = open.obligation_id
           AND w.replay_id = $1
       ), marked AS (
         UPDATE replay_push r SET outcome = 'cancelled' FROM open
         WHERE r.replay_id = $1 AND r.place = open.place RETURNING r.place)
       SELECT count(*) AS count FROM marked`,
      [replayId],
    );
    return Number(rows[0]?.count ?? 0);
  }
}

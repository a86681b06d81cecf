import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Breaker } from '../domain/breaker.js';
import { COUNTED_WAITING, type PushStanding, type TroubledStream } from '../domain/standing.js';
import { pageOf, type Page, type PageRequest } from './page.js';

/** Waiting pushes among which the last failure is looked for: those that are due first. */
const LOOKED_AT = 100;

/** Where streams that are pushed to stand: read for people, and forgiven by them. */
@Injectable()
export class StreamStandingStore {
  async of(db: EntityManager, streamIds: readonly string[]): Promise<Map<string, PushStanding>> {
    if (streamIds.length === 0) return new Map();
    const rows: StandingRow[] = await db.query(
      `SELECT s.id, coalesce(p.settled_offset, 0) AS settled_offset, p.breaker,
         greatest(sub.next_offset - 1 - coalesce(p.settled_offset, 0), 0) AS lag,
         w.retry, w.nacked, w.again, w.behind, due.at AS next_due_at, failure.*
       FROM stream s
       JOIN subscriber sub ON sub.id = s.subscriber_id
       LEFT JOIN push_progress p ON p.stream_id = s.id
       CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE due_at IS NOT NULL AND lane = 'retry') AS retry,
           count(*) FILTER (WHERE due_at IS NOT NULL AND lane = 'nacked') AS nacked,
           count(*) FILTER (WHERE due_at IS NOT NULL AND lane = 'again') AS again,
           count(*) FILTER (WHERE due_at IS NULL) AS behind
         FROM (SELECT lane, due_at FROM waiting_push WHERE stream_id = s.id
           LIMIT ${COUNTED_WAITING}) AS counted) AS w
       CROSS JOIN LATERAL (
         SELECT min(due_at) AS at FROM waiting_push
         WHERE stream_id = s.id AND due_at IS NOT NULL) AS due
       LEFT JOIN LATERAL (
         SELECT a.finished_at, a.outcome, a.http_status, a.detail
         FROM (SELECT "offset", attempts FROM waiting_push
           WHERE stream_id = s.id AND due_at IS NOT NULL
           ORDER BY due_at LIMIT ${LOOKED_AT}) AS failed
         JOIN attempt a ON a.stream_id = s.id AND a."offset" = failed."offset"
         WHERE failed.attempts > 0 AND a.outcome <> 'delivered'
         ORDER BY a.finished_at DESC LIMIT 1) AS failure ON true
       WHERE s.id = ANY($1) AND s.channel IN ('webhook', 'kafka')`,
      [streamIds],
    );
    return new Map(rows.map((row) => [row.id, standingOf(row)]));
  }

  /** Enabled streams that push nothing, or have something that people must see to. In the order of their ids. */
  async inTrouble(db: EntityManager, { after, limit }: PageRequest): Promise<Page<TroubledStream>> {
    const rows = await db.query<TroubledStream[]>(
      `SELECT * FROM (
         SELECT s.id, s.subscriber_id AS "subscriberId", s.channel, s.status,
           p.breaker ->> 'reason' AS "breakerReason",
           EXISTS (SELECT FROM waiting_push w
             WHERE w.stream_id = s.id AND (w.lane = 'nacked' OR w.attempts >= 5)) AS "isStuck"
         FROM stream s LEFT JOIN push_progress p ON p.stream_id = s.id
         WHERE s.channel IN ('webhook', 'kafka') AND s.status <> 'disabled') AS each
       WHERE id > coalesce($1, '')
         AND (status <> 'enabled' OR "breakerReason" IS NOT NULL OR "isStuck")
       ORDER BY id LIMIT $2`,
      [after ?? null, limit + 1],
    );
    return pageOf(rows, limit);
  }

  /** A person says that the receiver is ready: what waits for its next try is due now. */
  async forgetTrouble(db: EntityManager, streamId: string, now: Date): Promise<void> {
    await db.query(
      'UPDATE push_progress SET breaker = NULL, paused_until = NULL WHERE stream_id = $1',
      [streamId],
    );
    await db.query(
      `UPDATE waiting_push SET due_at = $2
       WHERE stream_id = $1 AND due_at > $2 AND lane <> 'nacked'`,
      [streamId, now],
    );
  }
}

interface StandingRow {
  id: string;
  settled_offset: string;
  lag: string;
  retry: string;
  nacked: string;
  again: string;
  behind: string;
  next_due_at: Date | null;
  breaker: Breaker | null;
  finished_at: Date | null;
  outcome: string | null;
  http_status: number | null;
  detail: string | null;
}

function standingOf(row: StandingRow): PushStanding {
  const { outcome, http_status: httpStatus, detail } = row;
  return {
    streamId: row.id,
    settledOffset: Number(row.settled_offset),
    lag: Number(row.lag),
    waiting: {
      retry: Number(row.retry),
      nacked: Number(row.nacked),
      again: Number(row.again),
      behind: Number(row.behind),
    },
    nextDueAt: row.next_due_at,
    breaker: row.breaker,
    lastFailure: outcome === null ? null : { at: row.finished_at, outcome, httpStatus, detail },
  };
}

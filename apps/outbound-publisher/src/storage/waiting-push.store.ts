import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Lane } from '../domain/stream-window.js';

export interface WaitingPush {
  streamId: string;
  obligationId: string;
  subscriberId: string;
  aggregateId: string;
  version: number;
  offset: number;
  lane: Exclude<Lane, 'first'>;
  attempts: number;
  firstAttemptAt: Date | null;
  /** Null: behind an older version of its listing. */
  dueAt: Date | null;
}

/** Which listing's pushes of a stream. */
export interface StreamAggregate {
  streamId: string;
  aggregateId: string;
}

/** Pushes that did not end with their first attempt, and those of the same listing that wait behind them. */
@Injectable()
export class WaitingPushStore {
  /** Keeps failed pushes, and the ones behind them, until they are due. */
  async keep(db: EntityManager, waiting: readonly WaitingPush[]): Promise<void> {
    if (waiting.length === 0) return;
    await db.query(
      `INSERT INTO waiting_push AS w (stream_id, obligation_id, subscriber_id, aggregate_id, version,
         "offset", lane, attempts, first_attempt_at, due_at)
       SELECT "streamId", "obligationId", "subscriberId", "aggregateId", version, "offset", lane,
         attempts, "firstAttemptAt", "dueAt"
       FROM jsonb_to_recordset($1::jsonb) AS e ("streamId" text, "obligationId" text,
         "subscriberId" text, "aggregateId" text, version integer, "offset" bigint, lane text,
         attempts integer, "firstAttemptAt" timestamptz, "dueAt" timestamptz)
       ON CONFLICT (stream_id, obligation_id) DO UPDATE SET lane = excluded.lane,
         attempts = excluded.attempts, due_at = excluded.due_at,
         first_attempt_at = coalesce(w.first_attempt_at, excluded.first_attempt_at)`,
      [JSON.stringify(waiting)],
    );
  }

  /** Pushes that waited and have failed again; one that was passed over meanwhile is left alone. */
  async putOff(db: EntityManager, waiting: readonly WaitingPush[]): Promise<void> {
    if (waiting.length === 0) return;
    await db.query(
      `UPDATE waiting_push AS w SET lane = e.lane, attempts = e.attempts, due_at = e."dueAt",
         first_attempt_at = coalesce(w.first_attempt_at, e."firstAttemptAt")
       FROM jsonb_to_recordset($1::jsonb) AS e ("streamId" text, "obligationId" text, lane text,
         attempts integer, "firstAttemptAt" timestamptz, "dueAt" timestamptz)
       WHERE w.stream_id = e."streamId" AND w.obligation_id = e."obligationId"`,
      [JSON.stringify(waiting)],
    );
  }

  /** They wait no longer: delivered, or passed over. */
  async drop(
    db: EntityManager,
    ended: readonly { streamId: string; obligationId: string }[],
  ): Promise<void> {
    if (ended.length === 0) return;
    await db.query(
      `DELETE FROM waiting_push w USING unnest($1::text[], $2::text[]) AS e (stream_id, obligation_id)
       WHERE w.stream_id = e.stream_id AND w.obligation_id = e.obligation_id`,
      [ended.map(({ streamId }) => streamId), ended.map(({ obligationId }) => obligationId)],
    );
  }

  /** Of these listings, the oldest that waits for nothing but an end is due now. */
  async promote(db: EntityManager, ended: readonly StreamAggregate[], now: Date): Promise<void> {
    if (ended.length === 0) return;
    await db.query(
      `UPDATE waiting_push AS w SET due_at = $3
       FROM (
         SELECT DISTINCT ON (n.stream_id, n.aggregate_id) n.stream_id, n.obligation_id
         FROM waiting_push n
         JOIN unnest($1::text[], $2::text[]) AS e (stream_id, aggregate_id)
           ON n.stream_id = e.stream_id AND n.aggregate_id = e.aggregate_id
         ORDER BY n.stream_id, n.aggregate_id, n.version) AS first
       WHERE w.stream_id = first.stream_id AND w.obligation_id = first.obligation_id
         AND w.due_at IS NULL`,
      [ended.map(({ streamId }) => streamId), ended.map(({ aggregateId }) => aggregateId), now],
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Breaker } from '../domain/breaker.js';
import type { Contract } from '../domain/contract.js';
import type { StreamStatus } from '../domain/stream.js';

/** Any fixed number: processes that take their turn at the leases do so one after the other. */
const LEASES = 8_471_204;
/** Shared by whoever records outcomes: no stream changes hands under a batch that is being written. */
export const TAKE_OVER = 8_471_205;
const LONGEST_WAIT_MS = 1_000;

/** What is wrong with a stream's receiver, kept for whoever pushes the stream next. */
export interface Trouble {
  /** Null: closed, or forgotten by a person. */
  breaker: Breaker | null;
  /** For so long the receiver asked not to be pushed to. */
  pausedUntil: Date | null;
}

/** A stream that pushes, as whoever pushes it has to know it. */
export interface PushStream extends Trouble {
  id: string;
  subscriberId: string;
  channel: 'webhook' | 'kafka';
  status: StreamStatus;
  url: string | null;
  topic: string | null;
  sealedSecret: Buffer;
  previousSealedSecret: Buffer | null;
  previousSecretUntil: Date | null;
  ratePerSecond: number | null;
  maxInFlight: number | null;
  contract: Contract;
  /** The newest offset of its subscriber. */
  lastOffset: number;
  /** Some of its pushes wait; `nextDueAt` is when the first of them is due. */
  hasWaiting: boolean;
  nextDueAt: Date | null;
  /** Who leases it, and whether that one lives. */
  owner: string | null;
  token: string | null;
  isHeld: boolean;
}

/** What a process starts from when it takes a stream over. */
export interface Lease extends Trouble {
  streamId: string;
  token: string;
  settledOffset: number;
}

/** Which process pushes which stream. All times are the database's. */
@Injectable()
export class LeaseStore {
  /** This process lives, for so long; nobody else takes a turn until the transaction ends. */
  async sayAlive(db: EntityManager, processId: string, forMs: number): Promise<void> {
    await db.query('SELECT pg_advisory_xact_lock($1)', [LEASES]);
    await db.query(
      `WITH dead AS (
         DELETE FROM publisher_process WHERE alive_until < now() - interval '1 minute' AND id <> $1)
       INSERT INTO publisher_process (id, alive_until)
       VALUES ($1, now() + $2::integer * interval '1 millisecond')
       ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until`,
      [processId, forMs],
    );
  }

  async livingProcesses(db: EntityManager): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      'SELECT id FROM publisher_process WHERE alive_until > now() ORDER BY id',
    );
    return rows.map(({ id }) => id);
  }

  async pushStreams(db: EntityManager): Promise<PushStream[]> {
    const rows = await db.query<PushStreamRow[]>(
      `SELECT s.id, s.subscriber_id AS "subscriberId", s.channel, s.status, s.url, s.topic,
         s.sealed_secret AS "sealedSecret", s.previous_sealed_secret AS "previousSealedSecret",
         s.previous_secret_until AS "previousSecretUntil", s.rate_per_second AS "ratePerSecond",
         s.max_in_flight AS "maxInFlight", sub.contract, sub.next_offset - 1 AS "lastOffset",
         EXISTS (SELECT FROM waiting_push w WHERE w.stream_id = s.id) AS "hasWaiting",
         (SELECT min(w.due_at) FROM waiting_push w
           WHERE w.stream_id = s.id AND w.due_at IS NOT NULL) AS "nextDueAt",
         p.lease_owner AS owner, p.lease_token AS token, p.breaker,
         p.paused_until AS "pausedUntil", coalesce(holder.alive_until > now(), false) AS "isHeld"
       FROM stream s
       JOIN subscriber sub ON sub.id = s.subscriber_id
       LEFT JOIN push_progress p ON p.stream_id = s.id
       LEFT JOIN publisher_process holder ON holder.id = p.lease_owner
       WHERE s.channel IN ('webhook', 'kafka')`,
    );
    return rows.map((row) => ({ ...row, lastOffset: Number(row.lastOffset) }));
  }

  /**
   * Takes what nobody alive holds, in a transaction of its own.
   * @throws LOCK_NOT_AVAILABLE (55P03) while a batch of outcomes does not end.
   */
  async acquire(
    db: EntityManager,
    processId: string,
    streamIds: readonly string[],
  ): Promise<Lease[]> {
    if (streamIds.length === 0) return [];
    await db.query('SELECT pg_advisory_xact_lock($1)', [LEASES]);
    // Batches of outcomes take moments; whoever froze in the middle of one must not freeze us too.
    await db.query(`SET LOCAL lock_timeout = '${LONGEST_WAIT_MS}ms'`);
    await db.query('SELECT pg_advisory_xact_lock($1)', [TAKE_OVER]);
    const rows = await db.query<(Omit<Lease, 'settledOffset'> & { settledOffset: string })[]>(
      `INSERT INTO push_progress AS p (stream_id, lease_owner, lease_token)
       SELECT id, $1, 1 FROM unnest($2::text[]) AS id ORDER BY id
       ON CONFLICT (stream_id) DO UPDATE
         SET lease_owner = excluded.lease_owner, lease_token = p.lease_token + 1
       WHERE p.lease_owner IS NULL OR p.lease_owner = $1 OR NOT EXISTS (
         SELECT FROM publisher_process h WHERE h.id = p.lease_owner AND h.alive_until > now())
       RETURNING stream_id AS "streamId", lease_token AS token,
         settled_offset AS "settledOffset", breaker, paused_until AS "pausedUntil"`,
      [processId, streamIds],
    );
    return rows.map((row) => ({ ...row, settledOffset: Number(row.settledOffset) }));
  }

  /** Gives streams back, so that the next one need not wait for this process's end. */
  async release(db: EntityManager, processId: string, streamIds: readonly string[]): Promise<void> {
    if (streamIds.length === 0) return;
    await db.query(
      `UPDATE push_progress SET lease_owner = NULL
       WHERE lease_owner = $1 AND stream_id = ANY($2)`,
      [processId, streamIds],
    );
  }

  /** This process ends. */
  async leave(db: EntityManager, processId: string): Promise<void> {
    await db.query('UPDATE push_progress SET lease_owner = NULL WHERE lease_owner = $1', [
      processId,
    ]);
    await db.query('DELETE FROM publisher_process WHERE id = $1', [processId]);
  }

  /** Kept where the next owner of the stream finds it. */
  async saveTrouble(
    db: EntityManager,
    { streamId, token }: { streamId: string; token: string },
    { breaker, pausedUntil }: Trouble,
  ): Promise<void> {
    await db.query(
      `UPDATE push_progress SET breaker = $3, paused_until = $4
       WHERE stream_id = $1 AND lease_token = $2`,
      [streamId, token, breaker && JSON.stringify(breaker), pausedUntil],
    );
  }

  /** The receiver is back: what waits for it is due at once. */
  async makeDue(db: EntityManager, streamId: string, now: Date): Promise<void> {
    await db.query(
      `UPDATE waiting_push SET due_at = $2 WHERE stream_id = $1 AND due_at > $2 AND lane <> 'nacked'`,
      [streamId, now],
    );
  }

  async epoch(db: EntityManager): Promise<number> {
    const rows = await db.query<{ epoch: number }[]>('SELECT epoch FROM epoch');
    return rows[0]?.epoch ?? 1;
  }
}

type PushStreamRow = Omit<PushStream, 'lastOffset'> & { lastOffset: string };

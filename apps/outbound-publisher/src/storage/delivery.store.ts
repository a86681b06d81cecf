import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Contract } from '../domain/contract.js';

/** An enabled webhook stream with something due. */
export interface DueStream {
  id: string;
  subscriberId: string;
  url: string;
  sealedSecret: Buffer;
  contract: Contract;
  epoch: number;
}

/** One delivery of this process until its lease ends; `token` fences whatever is written about it. */
export interface ClaimedDelivery {
  /** `dlv_…`, new for each attempt. */
  id: string;
  streamId: string;
  subscriberId: string;
  url: string;
  sealedSecret: Buffer;
  obligationId: string;
  listingId: string;
  version: number;
  offset: number;
  attempt: number;
  token: string;
  eventId: string;
  bytes: Buffer;
  jws: string;
  traceparent: string | null;
  decisionId: string | null;
  applyBy: Date | null;
  epoch: number;
}

export interface Candidate {
  streamId: string;
  obligationId: string;
  neverAvailable: boolean;
}

export type TakenDelivery = Omit<
  ClaimedDelivery,
  'subscriberId' | 'url' | 'sealedSecret' | 'epoch'
>;

export interface FinishedDelivery {
  streamId: string;
  obligationId: string;
  token: string;
  /** `pending`: to be tried again; what was refused before stays in the slow lane, or is passed over. */
  state: 'pending' | 'delivered' | 'nacked' | 'passed_over';
  nextAttemptAt: Date;
  /** A newer version of its listing is to be told: a refused one must not wait beside it. */
  overtaken: boolean;
}

const IS_DUE = `d.state IN ('pending', 'nacked') AND d.next_attempt_at <= $2
  AND (d.lease_until IS NULL OR d.lease_until <= $2)`;

/**
 * Where each push stands. Order (invariant 3) is kept here: of one listing on one stream, a version may
 * start only when no older one still waits and no newer one was ever started.
 */
@Injectable()
export class DeliveryStore {
  /**
   * Locks the streams that have something due, so that no other process claims from them meanwhile and
   * a pause waits for us. `NO KEY` leaves intake free to insert deliveries.
   */
  async lockDueStreams(
    db: EntityManager,
    busy: readonly string[],
    now: Date,
  ): Promise<DueStream[]> {
    return db.query<DueStream[]>(
      `SELECT s.id, s.subscriber_id AS "subscriberId", s.url, s.sealed_secret AS "sealedSecret",
              sub.contract, (SELECT epoch FROM epoch) AS epoch
         FROM stream s JOIN subscriber sub ON sub.id = s.subscriber_id
        WHERE s.channel = 'webhook' AND s.status = 'enabled' AND s.id <> ALL($1)
          AND EXISTS (SELECT 1 FROM delivery d WHERE d.stream_id = s.id AND ${IS_DUE})
        FOR NO KEY UPDATE OF s SKIP LOCKED`,
      [busy, now],
    );
  }

  /** At most `room` per stream, and one per listing of a stream: its oldest that still waits. */
  async candidates(
    db: EntityManager,
    streams: readonly { id: string; room: number; stateTransfer: boolean }[],
    room: number,
    now: Date,
  ): Promise<Candidate[]> {
    return db.query<Candidate[]>(
      `SELECT c.stream_id AS "streamId", c.obligation_id AS "obligationId",
              o.available_at IS NULL AS "neverAvailable"
         FROM jsonb_to_recordset($1::jsonb) AS s (id text, room integer, "stateTransfer" boolean)
         CROSS JOIN LATERAL (
           SELECT d.* FROM delivery d
            WHERE d.stream_id = s.id AND ${IS_DUE}
              AND NOT EXISTS (
                SELECT 1 FROM delivery older
                 WHERE older.stream_id = d.stream_id AND older.aggregate_id = d.aggregate_id
                   AND older.version < d.version
                   AND ((older.state = 'pending' AND NOT s."stateTransfer") OR older.lease_until > $2))
              AND NOT EXISTS (
                SELECT 1 FROM delivery newer
                 WHERE newer.stream_id = d.stream_id AND newer.aggregate_id = d.aggregate_id
                   AND newer.version > d.version
                   AND (d.state = 'nacked' OR s."stateTransfer" OR newer.attempts > 0))
            ORDER BY d.next_attempt_at, d."offset"
            LIMIT s.room) AS c
         JOIN obligation o ON o.id = c.obligation_id
        ORDER BY c.next_attempt_at
        LIMIT $3`,
      [JSON.stringify(streams), now, room],
    );
  }

  /** Starts the clock of deadlines: the change is made available with the first attempt. */
  async makeAvailable(
    db: EntityManager,
    deadlines: readonly {
      obligationId: string;
      applyBy: Date;
      provisional: boolean;
      legalBasis: string;
      slaSource: string;
    }[],
    now: Date,
  ): Promise<void> {
    if (deadlines.length === 0) return;
    await db.query(
      `UPDATE obligation SET available_at = $2, apply_by = e."applyBy", apply_by_provisional = e.provisional,
              legal_basis = e."legalBasis", sla_source = e."slaSource"
         FROM jsonb_to_recordset($1::jsonb) AS e ("obligationId" text, "applyBy" timestamptz,
              provisional boolean, "legalBasis" text, "slaSource" text)
        WHERE obligation.id = e."obligationId" AND available_at IS NULL`,
      [JSON.stringify(deadlines), now],
    );
  }

  /**
   * Takes the lease, counts the attempt and writes its row, before anything is sent. What became of a
   * candidate meanwhile is looked at again. The token is random, so that not even a claim which a
   * database crash undid can be taken for a later one.
   *
   * Such a crash may happen: the commit does not wait for the disk (4 ms of every delivery). It is as if
   * the lease had ended: the same version goes out again under the same event id, and none before it.
   */
  async take(
    db: EntityManager,
    candidates: readonly (Candidate & { id: string })[],
    now: Date,
    leaseUntil: Date,
  ): Promise<TakenDelivery[]> {
    return db.query<TakenDelivery[]>(
      `WITH taken AS (
         UPDATE delivery d SET attempts = d.attempts + 1, lease_until = $3,
                lease_token = (random() * 9007199254740991)::bigint,
                first_attempt_at = coalesce(d.first_attempt_at, $2)
           FROM jsonb_to_recordset($1::jsonb) AS c (id text, "streamId" text, "obligationId" text)
          WHERE d.stream_id = c."streamId" AND d.obligation_id = c."obligationId" AND ${IS_DUE}
         RETURNING d.*, c.id
       ), passed AS (
         UPDATE delivery o SET state = 'passed_over', lease_until = NULL
           FROM taken
          WHERE o.stream_id = taken.stream_id AND o.aggregate_id = taken.aggregate_id
            AND o.version < taken.version AND o.state IN ('pending', 'nacked')
       ), started AS (
         INSERT INTO attempt (id, stream_id, obligation_id, attempt, started_at)
         SELECT id, stream_id, obligation_id, attempts, $2 FROM taken)
       SELECT t.id, t.stream_id AS "streamId", t.obligation_id AS "obligationId",
              o.listing_id AS "listingId", t.version, t."offset"::int AS "offset",
              t.attempts AS attempt, t.lease_token AS token,
              o.event_id AS "eventId", o.apply_by AS "applyBy", o.decision_id AS "decisionId",
              c.bytes, c.jws, c.traceparent, set_config('synchronous_commit', 'off', true) AS lazily
         FROM taken t
         JOIN obligation o ON o.id = t.obligation_id
         JOIN change c ON c.event_id = o.event_id
        ORDER BY t."offset"`,
      [JSON.stringify(candidates), now, leaseUntil],
    );
  }

  async finishAttempts(
    db: EntityManager,
    attempts: readonly {
      id: string;
      outcome: string;
      httpStatus: number | null;
      detail: string | null;
    }[],
    now: Date,
  ): Promise<void> {
    await db.query(
      `UPDATE attempt SET finished_at = $2, outcome = e.outcome, http_status = e."httpStatus", detail = e.detail
         FROM jsonb_to_recordset($1::jsonb)
           AS e (id text, outcome text, "httpStatus" integer, detail text)
        WHERE attempt.id = e.id`,
      [JSON.stringify(attempts), now],
    );
  }

  /** @returns the ones that were still ours: a lease that another process took over writes nothing. */
  async finish(
    db: EntityManager,
    finished: readonly FinishedDelivery[],
  ): Promise<Pick<FinishedDelivery, 'streamId' | 'obligationId'>[]> {
    return db.query(
      `WITH done AS (
         UPDATE delivery d SET state = CASE WHEN e.state <> 'pending' THEN e.state
                  WHEN d.state = 'nacked' AND e.overtaken THEN 'passed_over' ELSE d.state END,
                next_attempt_at = e."nextAttemptAt", lease_until = NULL
           FROM jsonb_to_recordset($1::jsonb)
             AS e ("streamId" text, "obligationId" text, token bigint, state text, "nextAttemptAt" timestamptz, overtaken boolean)
          WHERE d.stream_id = e."streamId" AND d.obligation_id = e."obligationId"
            AND d.lease_token = e.token AND d.state IN ('pending', 'nacked')
         RETURNING d.stream_id, d.obligation_id)
       SELECT stream_id AS "streamId", obligation_id AS "obligationId" FROM done`,
      [JSON.stringify(finished)],
    );
  }

  /** When the next delivery of an enabled stream becomes due, if that is before `horizon`. */
  async nextDueAt(db: EntityManager, now: Date, horizon: Date): Promise<Date | null> {
    const [row] = await db.query<{ at: Date | null }[]>(
      `SELECT min(d.next_attempt_at) AS at
         FROM stream s JOIN delivery d ON d.stream_id = s.id
        WHERE s.channel = 'webhook' AND s.status = 'enabled' AND d.state IN ('pending', 'nacked')
          AND d.next_attempt_at > $1 AND d.next_attempt_at <= $2`,
      [now, horizon],
    );
    return row?.at ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import type { Transaction } from '#messaging';
import type { Deadline } from '../deadlines/deadline-for.js';
import { TAKE_OVER } from './lease.store.js';

/** A stream that this process leases, or believes to. */
export interface HeldLease {
  streamId: string;
  token: string;
}

/** How far a stream is settled once the batch is recorded. */
export interface StreamMark {
  streamId: string;
  settledOffset: number;
}

/** One attempt that has ended. */
export interface EndedAttempt {
  /** `dlv_…` */
  id: string;
  streamId: string;
  obligationId: string;
  offset: number;
  attempt: number;
  startedAt: Date;
  finishedAt: Date;
  outcome: string;
  httpStatus: number | null;
  detail: string | null;
  answer: string | null;
}

/** What an attempt makes of its obligation, whatever came of it: the change is available from then on. */
export interface AvailableObligation {
  id: string;
  /** When the first attempt started. */
  at: Date;
  deadline: Deadline;
  isDelivered: boolean;
}

/**
 * The writes of a batch of outcomes, one statement each whatever its size. Ids and numbers travel as
 * array literals: none of them needs quoting, and building those is what each delivery pays for.
 */
@Injectable()
export class OutcomeStore {
  /**
   * Fencing: of these streams, those that this process still leases. Nobody can take one over before
   * the transaction ends.
   */
  async fence(tx: Transaction, leases: readonly HeldLease[]): Promise<Set<string>> {
    // The lock in a statement of its own: what is read after it was begun when it was held. No later
    // statement may read all of a table that the planner takes for empty, or lock rows in another order;
    // and a process that freezes in the middle holds a take-over up for seconds only.
    tx.send({
      text: `SELECT pg_advisory_xact_lock_shared($1), set_config('enable_seqscan', 'off', true),
        set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
        set_config('idle_in_transaction_session_timeout', '3s', true)`,
      values: [TAKE_OVER],
    });
    const rows = await tx.ask<{ id: string }>({
      text: `SELECT p.stream_id AS id FROM push_progress p
        JOIN unnest($1::text[], $2::bigint[]) AS m (id, token)
          ON p.stream_id = m.id AND p.lease_token = m.token`,
      values: [literal(leases, ({ streamId }) => streamId), literal(leases, ({ token }) => token)],
    });
    return new Set(rows.map(({ id }) => id));
  }

  /** Whether these attempts are in the database already: they were committed together, or not at all. */
  async isRecorded(
    tx: Transaction,
    ended: readonly { deliveryId: string; streamId: string; queued: { offset: number } }[],
  ): Promise<boolean> {
    const [first] = ended;
    if (!first) return false;
    const rows = await tx.ask({
      text: 'SELECT FROM attempt WHERE stream_id = $1 AND "offset" = $2 AND id = $3',
      values: [first.streamId, first.queued.offset, first.deliveryId],
    });
    return rows.length > 0;
  }

  /** How far streams are settled: where their next owner begins. */
  advance(tx: Transaction, marks: readonly StreamMark[]): void {
    if (marks.length === 0) return;
    tx.send({
      text: `UPDATE push_progress p SET settled_offset = greatest(p.settled_offset, m.mark)
        FROM unnest($1::text[], $2::bigint[]) AS m (id, mark) WHERE p.stream_id = m.id`,
      values: [
        literal(marks, ({ streamId }) => streamId),
        literal(marks, ({ settledOffset }) => settledOffset),
      ],
    });
  }

  insertAttempts(tx: Transaction, ended: readonly EndedAttempt[]): void {
    const silent = ended.filter(({ detail, answer }) => detail === null && answer === null);
    const telling = ended.filter(({ detail, answer }) => detail !== null || answer !== null);
    if (silent.length > 0) tx.send({ text: INSERT_ATTEMPTS, values: attemptColumns(silent) });
    if (telling.length > 0) {
      tx.send({
        text: INSERT_TELLING_ATTEMPTS,
        values: [
          ...attemptColumns(telling),
          telling.map(({ detail }) => detail),
          telling.map(({ answer }) => answer),
        ],
      });
    }
  }

  /** The rules are `consider(… delivered)`'s; deadlines run from the first attempt. */
  makeAvailable(tx: Transaction, available: readonly AvailableObligation[]): void {
    if (available.length === 0) return;
    const deadlines = [...new Set(available.map(({ deadline }) => deadline))];
    const place = new Map(deadlines.map((deadline, index) => [deadline, index + 1]));
    const inOrder = oncePerObligation(available);
    tx.send({
      text: `UPDATE obligation AS o SET
         available_at = coalesce(o.available_at, to_timestamp(e.at / 1000.0)),
         apply_by = coalesce(o.apply_by, ($5::timestamptz[])[e.deadline]),
         apply_by_provisional = CASE WHEN o.apply_by IS NULL THEN ($6::boolean[])[e.deadline]
           ELSE o.apply_by_provisional END,
         legal_basis = coalesce(o.legal_basis, ($7::text[])[e.deadline]),
         sla_source = coalesce(o.sla_source, ($8::text[])[e.deadline]),
         delivered_at = CASE WHEN e.delivered THEN coalesce(o.delivered_at, $9) ELSE o.delivered_at END,
         state = CASE WHEN e.delivered AND o.delivered_at IS NULL AND o.state IN ('expected', 'nacked')
           THEN 'delivered' ELSE o.state END,
         flags = CASE WHEN e.delivered AND o.flags <> '{}'
           THEN array_remove(o.flags, 'unreachable') ELSE o.flags END
       FROM unnest($1::text[], $2::bigint[], $3::boolean[], $4::integer[])
         AS e (id, at, delivered, deadline)
       WHERE o.id = e.id
         AND (o.available_at IS NULL OR (e.delivered AND o.delivered_at IS NULL))`,
      values: [
        literal(inOrder, ({ id }) => id),
        literal(inOrder, ({ at }) => at.getTime()),
        literal(inOrder, ({ isDelivered }) => isDelivered),
        literal(inOrder, ({ deadline }) => place.get(deadline) ?? 0),
        deadlines.map(({ applyBy }) => applyBy),
        deadlines.map(({ provisional }) => provisional),
        deadlines.map(({ legalBasis }) => legalBasis),
        deadlines.map(({ slaSource }) => slaSource),
        new Date(Math.max(...available.map(({ at }) => at.getTime()))),
      ],
    });
  }
}

/** In the order of ids. Two streams of a subscriber may have pushed the same; the first attempt counts. */
function oncePerObligation(available: readonly AvailableObligation[]): AvailableObligation[] {
  const byId = new Map<string, AvailableObligation>();
  for (const each of available) {
    const other = byId.get(each.id);
    byId.set(
      each.id,
      other
        ? {
            ...(other.at < each.at ? other : each),
            isDelivered: other.isDelivered || each.isDelivered,
          }
        : each,
    );
  }
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function attemptColumns(ended: readonly EndedAttempt[]): unknown[] {
  return [
    literal(ended, ({ id }) => id),
    literal(ended, ({ streamId }) => streamId),
    literal(ended, ({ obligationId }) => obligationId),
    literal(ended, ({ offset }) => offset),
    literal(ended, ({ attempt }) => attempt),
    literal(ended, ({ startedAt }) => startedAt.getTime()),
    literal(ended, ({ finishedAt }) => finishedAt.getTime()),
    literal(ended, ({ outcome }) => outcome),
    literal(ended, ({ httpStatus }) => httpStatus ?? 'NULL'),
  ];
}

const ATTEMPT_COLUMNS = `id, stream_id, obligation_id, "offset", attempt, started_at, finished_at,
  outcome, http_status`;
const ATTEMPT_VALUES = `id, stream_id, obligation_id, "offset", attempt,
  to_timestamp(started / 1000.0), to_timestamp(finished / 1000.0), outcome, status`;
const ATTEMPT_ARRAYS = `$1::text[], $2::text[], $3::text[], $4::bigint[], $5::integer[], $6::bigint[],
  $7::bigint[], $8::text[], $9::integer[]`;
const ATTEMPT_NAMES = `id, stream_id, obligation_id, "offset", attempt, started, finished, outcome,
  status`;

const INSERT_ATTEMPTS = `INSERT INTO attempt (${ATTEMPT_COLUMNS}) SELECT ${ATTEMPT_VALUES}
  FROM unnest(${ATTEMPT_ARRAYS}) AS a (${ATTEMPT_NAMES})`;
const INSERT_TELLING_ATTEMPTS = `INSERT INTO attempt (${ATTEMPT_COLUMNS}, detail, answer)
  SELECT ${ATTEMPT_VALUES}, detail, answer
  FROM unnest(${ATTEMPT_ARRAYS}, $10::text[], $11::text[]) AS a (${ATTEMPT_NAMES}, detail, answer)`;

/** A Postgres array of what needs no quoting: ids, numbers, booleans, our own words. */
function literal<T>(rows: readonly T[], of: (row: T) => string | number | boolean): string {
  let text = '{';
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row !== undefined) text += i === 0 ? of(row) : `,${of(row)}`;
  }
  return `${text}}`;
}

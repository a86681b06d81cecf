import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { monthOf, otherPartition, PARTITIONED, partitionName, smallestId } from './partitions.js';
import { WaitingPushStore, type StreamAggregate } from './waiting-push.store.js';

/** Why a month is still needed, each with how many rows need it (1,000 at most). */
export interface MonthInUse {
  /** Obligations that are neither proven nor superseded, or verified with looks still to come. */
  open: number;
  /** Pushes that wait, or that a stream has still to make. */
  toPush: number;
  /** Changes whose bytes can still be read, other than what a listed listing's state rests on. */
  readable: number;
}

const COUNTED = 1_000;

/** One month of what grows with history. */
@Injectable()
export class MonthStore {
  constructor(private readonly waitingPushes: WaitingPushStore) {}

  async exists(db: EntityManager, month: Date): Promise<boolean> {
    const rows = await db.query<unknown[]>(
      `SELECT FROM pg_inherits WHERE inhparent = 'obligation'::regclass AND inhrelid = to_regclass($1)`,
      [partitionName('obligation', month)],
    );
    return rows.length > 0;
  }

  async inUse(db: EntityManager, month: Date): Promise<MonthInUse> {
    const obligation = partitionName('obligation', month);
    const [row] = await db.query<MonthInUse[]>(
      `SELECT
         (SELECT count(*)::integer FROM (SELECT FROM ${obligation} WHERE superseded_by IS NULL
           AND (state NOT IN ('verified', 'closed', 'attested', 'superseded')
             OR state = 'verified' AND next_look_at IS NOT NULL) LIMIT ${COUNTED}) AS counted) AS open,
         (SELECT count(*)::integer FROM (
           SELECT FROM waiting_push w JOIN ${obligation} o ON o.id = w.obligation_id
           JOIN stream s ON s.id = w.stream_id AND s.status <> 'disabled'
           UNION ALL
           SELECT FROM stream s LEFT JOIN push_progress p ON p.stream_id = s.id
           JOIN ${obligation} o ON o.subscriber_id = s.subscriber_id
             AND o."offset" > coalesce(p.settled_offset, 0)
           WHERE s.channel IN ('webhook', 'kafka') AND s.status <> 'disabled'
           LIMIT ${COUNTED}) AS counted) AS "toPush",
         (SELECT count(*)::integer FROM (SELECT FROM ${partitionName('change', month)} c
           WHERE c.bytes IS NOT NULL AND NOT EXISTS (SELECT FROM listing_head h
             WHERE h.listing_id = c.listing_id AND h.event_id = c.event_id AND h.required_presence = 'present')
           LIMIT ${COUNTED}) AS counted) AS readable`,
    );
    if (!row) throw new Error('A query without FROM gives one row.');
    return row;
  }

  /**
   * The month's partitions become tables of their own, to be dumped and dropped. What later changes
   * have to know stays behind in the partition of no month: who was told of what is newest of its listing,
   * and the newest changes.
   */
  async detach(db: EntityManager, month: Date, now: Date): Promise<string[]> {
    const detached = PARTITIONED.map(({ table }) => partitionName(table, month));
    for (const { table } of PARTITIONED) {
      await db.query(`ALTER TABLE ${table} DETACH PARTITION ${partitionName(table, month)}`);
    }
    const [obligation, change, receipt, look] = (
      ['obligation', 'change', 'receipt', 'look'] as const
    ).map((table) => ({ from: partitionName(table, month), to: otherPartition(table) }));
    await db.query(
      `INSERT INTO ${obligation?.to} SELECT * FROM ${obligation?.from} WHERE superseded_by IS NULL`,
    );
    for (const each of [receipt, look]) {
      await db.query(
        `INSERT INTO ${each?.to} SELECT * FROM ${each?.from} WHERE obligation_id IN (
           SELECT id FROM ${obligation?.from} WHERE superseded_by IS NULL)`,
      );
    }
    await db.query(
      `INSERT INTO ${change?.to} SELECT * FROM ${change?.from} c WHERE c.bytes IS NOT NULL
         OR EXISTS (SELECT FROM listing_head h WHERE h.listing_id = c.listing_id AND h.event_id = c.event_id)
         OR EXISTS (SELECT FROM restriction_head r
           WHERE r.restriction_id = c.aggregate_id AND r.event_id = c.event_id)`,
    );
    // Of streams that are disabled; what they hold of this month has long ended otherwise.
    const [gone] = await db.query<[StreamAggregate[], number]>(
      `DELETE FROM waiting_push WHERE obligation_id IN (
         SELECT id FROM ${obligation?.from} WHERE superseded_by IS NOT NULL)
       RETURNING stream_id AS "streamId", aggregate_id AS "aggregateId"`,
    );
    await this.waitingPushes.promote(db, gone, now);
    await db.query(
      `WITH gone AS (
         SELECT subscriber_id AS id, max("offset") AS last FROM ${obligation?.from}
         WHERE superseded_by IS NOT NULL GROUP BY subscriber_id)
       UPDATE subscriber s SET oldest_offset = greatest(s.oldest_offset, gone.last + 1)
       FROM gone WHERE s.id = gone.id`,
    );
    return detached;
  }

  /** The first moment from which on this month's ids can no longer be given out. */
  isOver(month: Date, now: Date): boolean {
    return smallestId('obl', monthOf(month, 1)) <= smallestId('obl', now);
  }
}

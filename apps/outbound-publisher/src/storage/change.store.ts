import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingChange } from '#contracts';
import { aggregateOf, type Change } from '../domain/change.js';
import { requiredPresence } from '../domain/required-presence.js';
import type { ScopedListing } from '../domain/scope.js';

/** A change as it arrived: what it says, and the exact signed bytes that are passed on. */
export interface ArrivedChange {
  event: Change;
  bytes: Buffer;
  jws: string;
  traceparent: string;
}

/** What is known of a listing, or of a restriction, before its next change. */
export interface Situation {
  /** The newest version taken in, null when it is new here. */
  head: number | null;
  /** Changes are held until their predecessor comes. */
  someWait: boolean;
}

export interface HeldChange {
  bytes: Buffer;
  jws: string;
  traceparent: string;
}

interface HeldRow {
  bytes: Buffer;
  jws: string;
  traceparent: string | null;
}

/** The changes taken in, the newest of each listing and restriction, and those that wait for their predecessor. */
@Injectable()
export class ChangeStore {
  async situation(db: EntityManager, change: Change): Promise<Situation> {
    const head =
      change.type === 'restriction.lifted.v1'
        ? 'SELECT version FROM restriction_head WHERE restriction_id = $1'
        : 'SELECT version FROM listing_head WHERE listing_id = $1';
    const rows: Situation[] = await db.query(
      `SELECT (${head}) AS head,
         EXISTS (SELECT FROM held_change WHERE aggregate_id = $1) AS "someWait"`,
      [aggregateOf(change)],
    );
    return rows[0] ?? { head: null, someWait: false };
  }

  /** Whose business a listing is; undefined when we never heard of it. */
  async scopeOf(db: EntityManager, listingId: string): Promise<ScopedListing | undefined> {
    const [row] = await db.query<ScopedListing[]>(
      `SELECT court_code AS "courtCode", subject_type AS "subjectType"
       FROM listing_head WHERE listing_id = $1`,
      [listingId],
    );
    return row;
  }

  async insert(db: EntityManager, change: ArrivedChange, now: Date): Promise<void> {
    const { event } = change;
    if (event.type === 'restriction.lifted.v1') await this.insertLift(db, change, now);
    else await this.insertListing(db, change, event, now);
  }

  private async insertListing(
    db: EntityManager,
    change: ArrivedChange,
    { data }: ListingChange,
    now: Date,
  ): Promise<void> {
    await db.query(
      `WITH ${TAKEN}
       INSERT INTO listing_head (listing_id, version, event_id, required_presence, court_code,
         case_number, subject_type, uscc)
       VALUES ($3, $4, $1, $14, $9, $15, $16, $17)
       ON CONFLICT (listing_id) DO UPDATE SET
         version = excluded.version, event_id = excluded.event_id,
         required_presence = excluded.required_presence, court_code = excluded.court_code,
         case_number = excluded.case_number, subject_type = excluded.subject_type,
         uscc = excluded.uscc`,
      [
        ...takenValues(change, now),
        requiredPresence(data),
        data.caseNumber,
        data.subject.type,
        data.subject.type === 'UNIT' ? data.subject.uscc : null,
      ],
    );
  }

  private async insertLift(db: EntityManager, change: ArrivedChange, now: Date): Promise<void> {
    await db.query(
      `WITH ${TAKEN}
       INSERT INTO restriction_head (restriction_id, listing_id, version, event_id)
       VALUES ($2, $3, $4, $1)
       ON CONFLICT (restriction_id) DO UPDATE SET
         version = excluded.version, event_id = excluded.event_id`,
      takenValues(change, now),
    );
  }

  async hold(db: EntityManager, change: ArrivedChange, now: Date): Promise<void> {
    const { id, data } = change.event;
    await db.query(
      `INSERT INTO held_change
         (aggregate_id, version, previous_version, event_id, bytes, jws, traceparent, held_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [
        aggregateOf(change.event),
        data.version,
        data.previousVersion,
        id,
        change.bytes,
        change.jws,
        change.traceparent,
        now,
      ],
    );
  }

  /** @returns the next change whose turn came with version `head`; those it overtook are let go. */
  async releaseNext(
    db: EntityManager,
    aggregateId: string,
    head: number,
  ): Promise<HeldChange | null> {
    const [rows]: [HeldRow[], number] = await db.query(
      `WITH next AS (
         SELECT version FROM held_change
         WHERE aggregate_id = $1 AND version > $2 AND previous_version <= $2
         ORDER BY version LIMIT 1
       ), overtaken AS (
         DELETE FROM held_change WHERE aggregate_id = $1 AND version <= $2
       )
       DELETE FROM held_change
       WHERE aggregate_id = $1 AND version = (SELECT version FROM next)
       RETURNING bytes, jws, traceparent`,
      [aggregateId, head],
    );
    const row = rows[0];
    return row ? { ...row, traceparent: row.traceparent ?? '' } : null;
  }
}

/** The change itself; its head comes with it in one statement. */
const TAKEN = `taken AS (
         INSERT INTO change (event_id, aggregate_id, listing_id, version, previous_version,
           event_type, required_action, decision_id, court_code, bytes, jws, traceparent, taken_in_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       )`;

function takenValues({ event, bytes, jws, traceparent }: ArrivedChange, now: Date): unknown[] {
  const { id, type, data } = event;
  return [
    id,
    aggregateOf(event),
    data.listingRef,
    data.version,
    data.previousVersion,
    type,
    data.requiredAction,
    data.decisionId,
    data.court.code,
    bytes,
    jws,
    traceparent,
    now,
  ];
}

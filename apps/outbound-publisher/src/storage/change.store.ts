import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requiredPresence, type ListingChange } from '#contracts';

/** A change as it arrived: what it says, and the exact signed bytes that are passed on. */
export interface ArrivedChange {
  event: ListingChange;
  bytes: Buffer;
  jws: string;
  traceparent: string;
}

/** What is known of a listing before its next change. */
export interface Situation {
  /** The newest version taken in, null when the listing is new here. */
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

/** The changes taken in, the newest of each listing, and those that wait for their predecessor. */
@Injectable()
export class ChangeStore {
  async situation(db: EntityManager, listingId: string): Promise<Situation> {
    const rows: Situation[] = await db.query(
      `SELECT (SELECT version FROM listing_head WHERE listing_id = $1) AS head,
         EXISTS (SELECT FROM held_change WHERE listing_id = $1) AS "someWait"`,
      [listingId],
    );
    return rows[0] ?? { head: null, someWait: false };
  }

  async insert(db: EntityManager, change: ArrivedChange, now: Date): Promise<void> {
    const { id, type, data } = change.event;
    await db.query(
      `WITH taken AS (
         INSERT INTO change (event_id, listing_id, version, previous_version, event_type,
           required_action, decision_id, court_code, bytes, jws, traceparent, taken_in_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       )
       INSERT INTO listing_head (listing_id, version, event_id, required_presence, court_code,
         case_number, subject_type, uscc)
       VALUES ($2, $3, $1, $13, $8, $14, $15, $16)
       ON CONFLICT (listing_id) DO UPDATE SET
         version = excluded.version, event_id = excluded.event_id,
         required_presence = excluded.required_presence, court_code = excluded.court_code,
         case_number = excluded.case_number, subject_type = excluded.subject_type,
         uscc = excluded.uscc`,
      [
        id,
        data.listingRef,
        data.version,
        data.previousVersion,
        type,
        data.requiredAction,
        data.decisionId,
        data.court.code,
        change.bytes,
        change.jws,
        change.traceparent,
        now,
        requiredPresence(data.requiredAction),
        data.caseNumber,
        data.subject.type,
        data.subject.type === 'UNIT' ? data.subject.uscc : null,
      ],
    );
  }

  async hold(db: EntityManager, change: ArrivedChange, now: Date): Promise<void> {
    const { id, data } = change.event;
    await db.query(
      `INSERT INTO held_change
         (listing_id, version, previous_version, event_id, bytes, jws, traceparent, held_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [
        data.listingRef,
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
    listingId: string,
    head: number,
  ): Promise<HeldChange | null> {
    const [rows]: [HeldRow[], number] = await db.query(
      `WITH next AS (
         SELECT version FROM held_change
         WHERE listing_id = $1 AND version > $2 AND previous_version <= $2
         ORDER BY version LIMIT 1
       ), overtaken AS (
         DELETE FROM held_change WHERE listing_id = $1 AND version <= $2
       )
       DELETE FROM held_change
       WHERE listing_id = $1 AND version = (SELECT version FROM next)
       RETURNING bytes, jws, traceparent`,
      [listingId, head],
    );
    const row = rows[0];
    return row ? { ...row, traceparent: row.traceparent ?? '' } : null;
  }
}

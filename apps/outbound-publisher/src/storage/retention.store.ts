import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { calendarEndedBefore } from '../domain/retention.js';
import { smallestId } from './partitions.js';

export interface RedactedChange {
  eventId: string;
  listingId: string;
  courtCode: string;
  /** SHA-256 of the bytes that were signed and sent, in hexadecimal. */
  sha256: string;
}

/** Which changes nobody needs to read any more, and what becomes of them. */
@Injectable()
export class RetentionStore {
  /**
   * The job of that name, for whoever asks first after `since`.
   * @returns whether it is the caller's.
   */
  async claimJob(db: EntityManager, name: string, now: Date, since: Date): Promise<boolean> {
    const rows = await db.query<unknown[]>(
      `INSERT INTO daily_job (name, ran_at) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at WHERE daily_job.ran_at < $3
       RETURNING name`,
      [name, now, since],
    );
    return rows.length > 0;
  }

  /** Changes that can still be read and are older than `before`, by id, from `after` on. */
  async readable(db: EntityManager, after: string, before: Date, limit: number): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT event_id AS id FROM change
       WHERE event_id > $1 AND event_id < $2 AND bytes IS NOT NULL ORDER BY event_id LIMIT $3`,
      [after, smallestId('evt', before), limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Of these, the ones that nothing needs: no obligation of theirs is open or ended later than `before`,
   * no stream has still to push them, and they are not what a listed listing's state rests on.
   */
  async endedBefore(db: EntityManager, ids: readonly string[], before: Date): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await db.query<{ id: string }[]>(
      `SELECT c.event_id AS id FROM change c
       WHERE c.event_id = ANY($1) AND c.taken_in_at < $2
         AND NOT EXISTS (SELECT FROM listing_head h
           WHERE h.listing_id = c.listing_id AND h.event_id = c.event_id AND h.required_presence = 'present')
         AND NOT EXISTS (SELECT FROM obligation o
           WHERE o.listing_id = c.listing_id AND o.event_id = c.event_id AND NOT (${ENDED}))
         AND NOT EXISTS (SELECT FROM obligation o
           JOIN stream s ON s.subscriber_id = o.subscriber_id
             AND s.channel IN ('webhook', 'kafka') AND s.status <> 'disabled'
           LEFT JOIN push_progress p ON p.stream_id = s.id
           WHERE o.listing_id = c.listing_id AND o.event_id = c.event_id
             AND (coalesce(p.settled_offset, 0) < o."offset" OR EXISTS (SELECT FROM waiting_push w
               WHERE w.stream_id = s.id AND w.obligation_id = o.id)))
       ORDER BY c.event_id`,
      [ids, before, calendarEndedBefore(before)],
    );
    return rows.map(({ id }) => id);
  }

  /** Their bytes, and what receivers answered to them, are gone; hashes and signatures stay. */
  async redact(db: EntityManager, ids: readonly string[], now: Date): Promise<RedactedChange[]> {
    const [redacted] = await db.query<[RedactedChange[]]>(
      `UPDATE change SET bytes_hash = sha256(bytes), bytes = NULL, redacted_at = $2
       WHERE event_id = ANY($1) AND bytes IS NOT NULL
       RETURNING event_id AS "eventId", listing_id AS "listingId", court_code AS "courtCode",
         encode(bytes_hash, 'hex') AS sha256`,
      [ids, now],
    );
    const listings = [...new Set(redacted.map(({ listingId }) => listingId))];
    await db.query(
      `UPDATE attempt a SET answer = NULL
       FROM obligation o JOIN stream s ON s.subscriber_id = o.subscriber_id
       WHERE o.listing_id = ANY($1) AND o.event_id = ANY($2)
         AND a.stream_id = s.id AND a."offset" = o."offset" AND a.answer IS NOT NULL`,
      [listings, ids],
    );
    // In order of their ids: intake moves the same rows, in the same order.
    await db.query(
      `WITH told AS (
         SELECT subscriber_id AS id, max("offset") AS last FROM obligation
         WHERE listing_id = ANY($1) AND event_id = ANY($2) GROUP BY subscriber_id
       ), locked AS (
         SELECT s.id, told.last FROM subscriber s JOIN told ON told.id = s.id
         WHERE s.oldest_offset <= told.last ORDER BY s.id FOR NO KEY UPDATE OF s)
       UPDATE subscriber s SET oldest_offset = locked.last + 1 FROM locked
       WHERE s.id = locked.id AND s.oldest_offset <= locked.last`,
      [listings, ids],
    );
    return redacted;
  }
}

/** Of obligation `o` of change `c`: over since before $2. The newest version is when the others ended. */
const ENDED = `CASE
  WHEN o.superseded_by IS NOT NULL THEN EXISTS (SELECT FROM change n
    WHERE n.aggregate_id = c.aggregate_id AND n.version = o.superseded_by AND n.taken_in_at < $2)
  WHEN o.state = 'closed' THEN o.closed_at < $2
  WHEN o.state = 'attested' THEN coalesce(o.claimed_at, o.created_at) < $2
  WHEN o.state = 'verified' THEN o.next_look_at IS NULL AND o.verified_at < $3
  ELSE false END`;

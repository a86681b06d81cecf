import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { aggregateOf } from '../domain/change.js';
import type { ArrivedChange } from './arrived-change.js';

/** Its exact bytes; they were verified and parsed when they arrived. */
export type HeldChange = Omit<ArrivedChange, 'event'>;

/** A restriction some of whose lifts waited for their listing. */
export interface FreedRestriction {
  id: string;
  /** Its newest version taken in, null where none was. */
  head: number | null;
}

/** Changes that wait for what they follow: for their predecessor, or a lift for its listing. */
@Injectable()
export class HeldChangeStore {
  /** @param waitsForListing null where it waits for its predecessor alone. */
  async hold(
    db: EntityManager,
    { event, bytes, jws, traceparent }: ArrivedChange,
    { waitsForListing, now }: { waitsForListing: string | null; now: Date },
  ): Promise<void> {
    const { version, previousVersion } = event.data;
    await db.query(
      `INSERT INTO held_change (aggregate_id, version, previous_version, waits_for_listing, event_id,
         bytes, jws, traceparent, held_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      [
        ...[aggregateOf(event), version, previousVersion, waitsForListing, event.id],
        ...[bytes, jws, traceparent, now],
      ],
    );
  }

  /** These listings are known from now on: what waited for them waits for its predecessor at most. */
  free(db: EntityManager, listingIds: readonly string[]): Promise<FreedRestriction[]> {
    return db.query(
      `WITH freed AS (
         UPDATE held_change SET waits_for_listing = NULL WHERE waits_for_listing = ANY($1)
         RETURNING aggregate_id)
       SELECT DISTINCT f.aggregate_id AS id, h.version AS head
       FROM freed f LEFT JOIN restriction_head h ON h.restriction_id = f.aggregate_id
       ORDER BY id`,
      [listingIds],
    );
  }

  /**
   * @returns the next change whose turn came with version `head`, the first one where there is none
   * yet; those it overtook are let go.
   */
  async releaseNext(
    db: EntityManager,
    aggregateId: string,
    head: number | null,
  ): Promise<HeldChange | null> {
    const [rows]: [HeldRow[], number] = await db.query(
      `WITH next AS (
         SELECT version FROM held_change
         WHERE aggregate_id = $1 AND waits_for_listing IS NULL
           AND ($2::integer IS NULL OR version > $2 AND coalesce(previous_version, 0) <= $2)
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

interface HeldRow {
  bytes: Buffer;
  jws: string;
  traceparent: string | null;
}

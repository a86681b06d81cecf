import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import type { Deadline } from '../deadlines/deadline-for.js';
import type { Change } from '../domain/change.js';
import { requiredPresence } from '../domain/required-presence.js';

/** The newest change of a listing that was listed when a snapshot was cut, and changed after that. */
export interface LateChange {
  /** Where the listing's head last changed: the next ones are asked for from here on. */
  position: number;
  bytes: Buffer;
}

/** Who is told late, and of what. */
export interface LateObligations {
  subscriberId: string;
  changes: readonly Change[];
  deadline: Deadline;
  /** It can read them at once. */
  visible: boolean;
  now: Date;
}

/**
 * What came between the cut of a snapshot and its being fetched. Whoever fetches it then holds listings
 * that were repaired meanwhile, and must be told of that like all who held them before.
 */
@Injectable()
export class LateChangeStore {
  /**
   * Changes of what was listed at `snapshotPosition`, of which the subscriber has no obligation; from
   * beyond `after` on, in the order of the intake.
   */
  async missed(
    db: EntityManager,
    subscriberId: string,
    { snapshotPosition, after }: { snapshotPosition: number; after: number },
    limit: number,
  ): Promise<LateChange[]> {
    const rows = await db.query<{ position: string; bytes: Buffer }[]>(
      `SELECT h.changed_position AS position, c.bytes
       FROM listing_head h JOIN change c ON c.event_id = h.event_id
       WHERE h.changed_position > $3 AND h.changed_position > h.listed_position
         AND h.listed_position > 0 AND h.listed_position <= $2
         AND (h.required_presence = 'present' OR h.left_position > $2)
         AND c.bytes IS NOT NULL
         AND NOT EXISTS (SELECT FROM obligation o WHERE o.listing_id = h.listing_id
           AND o.subscriber_id = $1 AND o.version = h.version AND o.restriction_id IS NULL)
       ORDER BY h.changed_position LIMIT $4`,
      [subscriberId, snapshotPosition, after, limit],
    );
    return rows.map((row) => ({ position: Number(row.position), bytes: row.bytes }));
  }

  /**
   * An obligation each, at the subscriber's next offsets. The caller has the single writer's turn; the
   * intake, which keeps offsets in memory, is told by the roster that they moved.
   */
  async oblige(db: EntityManager, late: LateObligations): Promise<void> {
    const { subscriberId, changes, deadline, visible, now } = late;
    await db.query(
      `WITH numbered AS (
         UPDATE subscriber SET next_offset = next_offset + cardinality($2::text[]) WHERE id = $1
         RETURNING next_offset - cardinality($2::text[]) AS first
       ), moved AS (
         UPDATE roster SET version = version + 1
       )
       INSERT INTO obligation (id, subscriber_id, "offset", listing_id, version, event_id, event_type,
         decision_id, court_code, required_presence, state, available_at, apply_by,
         apply_by_provisional, legal_basis, sla_source, reach_by, created_at)
       SELECT e.id, $1, first + nth - 1, e.listing_id, e.version, e.event_id, e.event_type,
         e.decision_id, e.court_code, e.required_presence, 'expected', $10, $11, $12, $13, $14, $15, $16
       FROM numbered, unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[]) WITH ORDINALITY AS e (id, listing_id, version, event_id, event_type,
         decision_id, court_code, required_presence, nth)`,
      [
        subscriberId,
        changes.map(() => newId('obl')),
        changes.map(({ data }) => data.listingRef),
        changes.map(({ data }) => data.version),
        changes.map(({ id }) => id),
        changes.map(({ type }) => type),
        changes.map(({ data }) => data.decisionId),
        changes.map(({ data }) => data.court.code),
        changes.map(({ data }) => requiredPresence(data)),
        visible ? now : null,
        visible ? deadline.applyBy : null,
        visible && deadline.provisional,
        visible ? deadline.legalBasis : null,
        visible ? deadline.slaSource : null,
        deadline.applyBy,
        now,
      ],
    );
  }

  /** How many are to act on each of these changes, now that one more is told. */
  async expected(db: EntityManager, eventIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await db.query<{ event_id: string; expected: number }[]>(
      `SELECT o.event_id, count(*)::int AS expected
       FROM change c JOIN obligation o ON o.listing_id = c.listing_id AND o.event_id = c.event_id
       WHERE c.event_id = ANY ($1) GROUP BY o.event_id`,
      [eventIds],
    );
    return new Map(rows.map((row) => [row.event_id, row.expected]));
  }
}

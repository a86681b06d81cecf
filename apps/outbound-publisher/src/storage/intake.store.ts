import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import type { Deadline } from '../deadlines/deadline-for.js';
import { restrictionOf, type Change } from '../domain/change.js';
import type { Contract } from '../domain/contract.js';
import type { Candidate } from '../domain/expected-set.js';
import { requiredPresence } from '../domain/required-presence.js';

/** A subscriber as intake sees it: what decides whether it is told, and how. */
export interface IntakeCandidate extends Candidate {
  contract: Contract;
  /** It can read the change as soon as it is committed. */
  hasFeed: boolean;
}

/** One subscriber of the expected set; `visible` where the clock of its deadline starts at once. */
export interface Expected {
  subscriberId: string;
  deadline: Deadline;
  visible: boolean;
}

/** The set-based writes of intake: one statement each, whatever the number of subscribers. */
@Injectable()
export class IntakeStore {
  /** Every enabled subscriber, with what it has been told of this listing. */
  async candidates(db: EntityManager, listingId: string): Promise<IntakeCandidate[]> {
    const rows: CandidateRow[] = await db.query(
      `SELECT s.id, s.contract, told.subscriber_id IS NOT NULL AS told_before,
         coalesce(told.of_undone, false) AS told_of_undone,
         EXISTS (SELECT FROM stream f WHERE f.subscriber_id = s.id
           AND f.channel = 'feed' AND f.status <> 'disabled') AS has_feed
       FROM subscriber s
       LEFT JOIN (SELECT subscriber_id, bool_or(version = undone) AS of_undone
         FROM obligation, (SELECT max(version) AS undone FROM change WHERE aggregate_id = $1
           AND event_type IN ('listing.removed.v1', 'listing.shielded.v1')) AS newest_end
         WHERE listing_id = $1 AND restriction_id IS NULL GROUP BY subscriber_id) told
         ON told.subscriber_id = s.id
       ORDER BY s.id`,
      [listingId],
    );
    return rows.map((row) => ({
      id: row.id,
      contract: row.contract,
      scope: row.contract.scope,
      independentSource: row.contract.independentSource,
      toldBefore: row.told_before,
      toldOfUndone: row.told_of_undone,
      hasFeed: row.has_feed,
    }));
  }

  /**
   * Freezes the expected set: an obligation each, at the subscriber's next offset, and a push for each
   * of its webhook streams, paused and disabled ones too: nothing is dropped.
   */
  async freeze(
    db: EntityManager,
    { event, now }: { event: Change; now: Date },
    expected: readonly Expected[],
  ): Promise<void> {
    const { data } = event;
    await db.query(
      `WITH expected AS (
         SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[],
           $5::boolean[], $6::text[], $7::text[], $16::timestamptz[]) AS e (subscriber_id, id,
           available_at, apply_by, apply_by_provisional, legal_basis, sla_source, reach_by)
       ), numbered AS (
         UPDATE subscriber SET next_offset = next_offset + 1 FROM expected
         WHERE subscriber.id = expected.subscriber_id
         RETURNING subscriber.id, next_offset - 1 AS "offset"
       ), frozen AS (
         INSERT INTO obligation (id, subscriber_id, "offset", listing_id, restriction_id, version, event_id,
           event_type, decision_id, court_code, required_presence, state, available_at, apply_by,
           apply_by_provisional, legal_basis, sla_source, reach_by, created_at)
         SELECT e.id, e.subscriber_id, n."offset", $8, $17, $9, $10, $11, $12, $13, $14, 'expected',
           e.available_at, e.apply_by, e.apply_by_provisional, e.legal_basis, e.sla_source,
           e.reach_by, $15
         FROM expected e JOIN numbered n ON n.id = e.subscriber_id
         RETURNING id, subscriber_id, version, "offset"
       )
       INSERT INTO delivery
         (stream_id, obligation_id, aggregate_id, version, "offset", state, next_attempt_at)
       SELECT s.id, f.id, coalesce($17, $8), f.version, f."offset", 'pending', $15
       FROM frozen f JOIN stream s ON s.subscriber_id = f.subscriber_id AND s.channel = 'webhook'`,
      [
        expected.map((each) => each.subscriberId),
        expected.map(() => newId('obl')),
        expected.map((each) => (each.visible ? now : null)),
        expected.map(({ visible, deadline }) => (visible ? deadline.applyBy : null)),
        expected.map(({ visible, deadline }) => visible && deadline.provisional),
        expected.map(({ visible, deadline }) => (visible ? deadline.legalBasis : null)),
        expected.map(({ visible, deadline }) => (visible ? deadline.slaSource : null)),
        data.listingRef,
        data.version,
        event.id,
        event.type,
        data.decisionId,
        data.court.code,
        requiredPresence(data),
        now,
        expected.map(({ deadline }) => deadline.applyBy),
        restrictionOf(event),
      ],
    );
  }

  /**
   * Every older obligation of those who are told of this version is superseded by it: of the listing
   * by the listing's, of a restriction by the same restriction's; what was
   * proven stays proven, and none is looked at again. The rules are `consider(… superseded)`'s.
   *
   * What was superseded is still sent, in order, with two exceptions: a refused push must not hold a
   * removal back, and who wants only the newest state is spared pushes that were never started. One
   * that is under way at `now` is left to whoever records its outcome.
   */
  async supersedeOlder(db: EntityManager, event: Change, now: Date): Promise<void> {
    await db.query(
      `WITH superseded AS (
         UPDATE obligation older SET superseded_by = newer.version,
           state = CASE WHEN older.state IN ('verified', 'attested', 'closed')
             THEN older.state ELSE 'superseded' END,
           next_look_at = NULL, look_step = 0, unknown_looks = 0
         FROM obligation newer
         WHERE newer.listing_id = $1 AND newer.version = $2
           AND newer.restriction_id IS NOT DISTINCT FROM $4
           AND older.listing_id = $1 AND older.version < $2
           AND older.restriction_id IS NOT DISTINCT FROM $4
           AND older.subscriber_id = newer.subscriber_id
         RETURNING older.id, older.subscriber_id
       )
       UPDATE delivery SET state = 'passed_over'
       FROM superseded JOIN subscriber s ON s.id = superseded.subscriber_id
       WHERE delivery.obligation_id = superseded.id
         AND (delivery.lease_until IS NULL OR delivery.lease_until <= $3)
         AND (delivery.state = 'nacked' OR (delivery.state = 'pending' AND delivery.attempts = 0
           AND (s.contract -> 'stateTransfer')::boolean))`,
      [event.data.listingRef, event.data.version, now, restrictionOf(event)],
    );
  }
}

interface CandidateRow {
  id: string;
  contract: Contract;
  told_before: boolean;
  told_of_undone: boolean;
  has_feed: boolean;
}

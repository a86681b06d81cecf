import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingChange } from '#contracts';
import { aggregateOf, type Change } from '../domain/change.js';
import type { Known } from '../domain/change-order.js';
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
export interface Situation extends Known {
  /** Changes of the same listing or restriction are held. */
  someWait: boolean;
  /** Lifts are held until this listing is known. */
  liftsWait: boolean;
}

/** The changes taken in, and the newest of each listing and restriction. */
@Injectable()
export class ChangeStore {
  async situation(db: EntityManager, change: Change): Promise<Situation> {
    const [row]: Situation[] =
      change.type === 'restriction.lifted.v1'
        ? await db.query(SITUATION_OF_LIFT, [change.data.restrictionRef, change.data.listingRef])
        : await db.query(SITUATION_OF_LISTING, [change.data.listingRef]);
    if (!row) throw new Error('A query without FROM gives one row.');
    return row;
  }

  /** Whose business a known listing is. */
  async scopeOf(db: EntityManager, listingId: string): Promise<ScopedListing> {
    const [row] = await db.query<ScopedListing[]>(
      `SELECT court_code AS "courtCode", subject_type AS "subjectType"
       FROM listing_head WHERE listing_id = $1`,
      [listingId],
    );
    if (!row) throw new Error(`Nothing is known of ${listingId}.`);
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
}

const SITUATION_OF_LISTING = `
  SELECT (SELECT version FROM listing_head WHERE listing_id = $1) AS head, true AS listing,
    EXISTS (SELECT FROM held_change WHERE aggregate_id = $1) AS "someWait",
    EXISTS (SELECT FROM held_change WHERE waits_for_listing = $1) AS "liftsWait"`;

const SITUATION_OF_LIFT = `
  SELECT (SELECT version FROM restriction_head WHERE restriction_id = $1) AS head,
    EXISTS (SELECT FROM listing_head WHERE listing_id = $2) AS listing,
    EXISTS (SELECT FROM held_change WHERE aggregate_id = $1) AS "someWait",
    false AS "liftsWait"`;

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

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RequiredAction } from '#contracts';
import type { Contract } from '../domain/contract.js';
import type { LookAnswer } from '../domain/look-answer.js';
import type { LookupValues } from '../domain/lookup-url.js';
import type { Presence } from '../domain/evidence.js';
import { forbidsHistory } from '../domain/required-presence.js';

/** What a look goes to see, as things stand when it starts. */
export interface LookTarget {
  obligationId: string;
  subscriberId: string;
  listingId: string;
  version: number;
  /** The newest version that we know of; the look counts only while it stays so. */
  headVersion: number;
  requiredPresence: Presence;
  /** It was never right, so a page that answers for its history must have none of it either. */
  forbidsHistory: boolean;
  contract: Contract;
  values: LookupValues;
}

export interface ControlListing {
  listingId: string;
  values: LookupValues;
}

export interface DueLook {
  obligationId: string;
  subscriberId: string;
}

/** How many looks may start. */
export interface LookRoom {
  /** Subscribers with looks under way: none of theirs. */
  busy: readonly string[];
  /** Subscribers that kept the last look waiting: one of theirs. */
  slow: readonly string[];
  perSubscriber: number;
  all: number;
}

/** Due looks that a claim considers, oldest first; who takes them all up is `busy` at the next claim. */
const CONSIDERED = 512;

/** More than are tried, because some may share the target's address. */
const CONTROLS_READ = 10;

const VALUES = `jsonb_build_object('court', h.court_code, 'caseNumber', h.case_number,
  'uscc', coalesce(h.uscc, ''), 'listingRef', h.listing_id)`;

/** Looks that are due, what they need to know, and what they saw. */
@Injectable()
export class LookStore {
  /**
   * Takes due looks for this process, at most `perSubscriber` of each. Their next look moves to
   * `holdUntil`, so that another process repeats them only if this one dies on the way.
   */
  async claimDue(
    db: EntityManager,
    room: LookRoom,
    now: Date,
    holdUntil: Date,
  ): Promise<DueLook[]> {
    return db.query(
      `WITH due AS MATERIALIZED (
         SELECT id, subscriber_id, next_look_at FROM obligation
          WHERE next_look_at <= $2 AND subscriber_id <> ALL($1)
          ORDER BY next_look_at LIMIT ${CONSIDERED}
       ), placed AS MATERIALIZED (
         SELECT id FROM (
           SELECT id, next_look_at, CASE WHEN subscriber_id = ANY($6) THEN 1 ELSE $4 END AS room,
                  row_number() OVER (PARTITION BY subscriber_id ORDER BY next_look_at) AS place
             FROM due) AS each
          WHERE place <= room ORDER BY next_look_at LIMIT $5
       ), locked AS MATERIALIZED (
         SELECT id FROM obligation
          WHERE id = ANY(ARRAY(SELECT id FROM placed)) AND next_look_at <= $2
            FOR NO KEY UPDATE SKIP LOCKED
       ), claimed AS (
         UPDATE obligation SET next_look_at = $3
          WHERE id = ANY(ARRAY(SELECT id FROM locked))
         RETURNING id, subscriber_id)
       SELECT id AS "obligationId", subscriber_id AS "subscriberId" FROM claimed`,
      [room.busy, now, holdUntil, room.perSubscriber, room.all, room.slow],
    );
  }

  async nextDueAt(db: EntityManager, now: Date, horizon: Date): Promise<Date | null> {
    const [row] = await db.query<{ at: Date | null }[]>(
      `SELECT min(next_look_at) AS at FROM obligation WHERE next_look_at > $1 AND next_look_at <= $2`,
      [now, horizon],
    );
    return row?.at ?? null;
  }

  async target(db: EntityManager, obligationId: string): Promise<LookTarget | undefined> {
    const [row] = await db.query<TargetRow[]>(
      `SELECT o.id AS "obligationId", o.subscriber_id AS "subscriberId", o.listing_id AS "listingId",
              o.version, h.version AS "headVersion", o.required_presence AS "requiredPresence",
              c.required_action AS "requiredAction", s.contract, ${VALUES} AS values
         FROM obligation o
         JOIN subscriber s ON s.id = o.subscriber_id
         JOIN listing_head h ON h.listing_id = o.listing_id
         JOIN change c ON c.event_id = o.event_id
        WHERE o.id = $1 AND o.required_presence IS NOT NULL`,
      [obligationId],
    );
    if (!row) return undefined;
    const { requiredAction, ...target } = row;
    return { ...target, forbidsHistory: forbidsHistory(requiredAction) };
  }

  /** Other listings that the subscriber was delivered and must still show, the proven ones first. */
  async controls(db: EntityManager, target: LookTarget): Promise<ControlListing[]> {
    const proven = await this.controlsIn(db, target, `'verified', 'closed'`);
    return proven.length > 0 ? proven : this.controlsIn(db, target, `'delivered', 'applied'`);
  }

  /** Newest first. The states are written out, since each pair has an index of its own. */
  private controlsIn(
    db: EntityManager,
    target: LookTarget,
    states: `'verified', 'closed'` | `'delivered', 'applied'`,
  ): Promise<ControlListing[]> {
    return db.query(
      `SELECT h.listing_id AS "listingId", ${VALUES} AS values
         FROM (SELECT listing_id, version, delivered_at FROM obligation
                WHERE subscriber_id = $1 AND listing_id <> $2 AND superseded_by IS NULL
                  AND required_presence = 'present' AND state IN (${states})
                ORDER BY delivered_at DESC LIMIT ${CONTROLS_READ}) AS o
         JOIN listing_head h ON h.listing_id = o.listing_id AND h.version = o.version
        ORDER BY o.delivered_at DESC`,
      [target.subscriberId, target.listingId],
    );
  }

  /** Whether another listing that is shown leads to the same address; null: a value that is not asked for. */
  async anotherFits(
    db: EntityManager,
    listingId: string,
    asked: { court: string | null; uscc: string | null },
  ): Promise<boolean> {
    const [row] = await db.query<{ fits: boolean }[]>(
      `SELECT EXISTS (
         SELECT 1 FROM listing_head
          WHERE required_presence = 'present' AND listing_id <> $1
            ${asked.court === null ? '' : 'AND court_code = $2'}
            ${asked.uscc === null ? '' : `AND uscc = $${asked.court === null ? 2 : 3}`}) AS fits`,
      [listingId, asked.court, asked.uscc].filter((each) => each !== null),
    );
    return row?.fits ?? false;
  }

  async headVersion(db: EntityManager, listingId: string): Promise<number | undefined> {
    const [row] = await db.query<{ version: number }[]>(
      `SELECT version FROM listing_head WHERE listing_id = $1`,
      [listingId],
    );
    return row?.version;
  }

  async insert(
    db: EntityManager,
    look: {
      obligationId: string;
      version: number;
      at: Date;
      answer: LookAnswer;
      control: string | null;
      counted: boolean;
    },
  ): Promise<void> {
    await db.query(
      `INSERT INTO look (obligation_id, version, at, result, reason, control, counted)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        look.obligationId,
        look.version,
        look.at,
        look.answer.result,
        look.answer.reason,
        look.control,
        look.counted,
      ],
    );
  }
}

interface TargetRow extends Omit<LookTarget, 'forbidsHistory'> {
  requiredAction: RequiredAction;
}

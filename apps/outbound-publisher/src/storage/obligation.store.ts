import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Change } from '../domain/change.js';
import type { Contract } from '../domain/contract.js';
import type { Presence } from '../domain/evidence.js';
import type {
  LastLook,
  Obligation,
  ObligationFlag,
  ObligationState,
} from '../domain/obligation.js';

/** Obligations as the state machine sees them: read under a row lock, considered, written back in bulk. */
@Injectable()
export class ObligationStore {
  /**
   * In the order of their ids, so that two writers never wait for each other in a circle. Whoever only
   * refers to them, as a new stream's pushes do, waits for nobody.
   */
  async lock(db: EntityManager, ids: readonly string[]): Promise<Obligation[]> {
    const rows: ObligationRow[] = await db.query(
      `SELECT * FROM obligation WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    );
    return rows.map(obligationOf);
  }

  /** One subscriber's obligations for some events, by event id, and what was agreed on looks. */
  async lockByEvents(
    db: EntityManager,
    subscriberId: string,
    eventIds: readonly string[],
  ): Promise<Map<string, ClaimableObligation>> {
    const rows: (ObligationRow & { probe: Contract['probe']; created_at: Date })[] = await db.query(
      `SELECT o.*, s.contract -> 'probe' AS probe
       FROM obligation o JOIN subscriber s ON s.id = o.subscriber_id
       WHERE o.subscriber_id = $1 AND o.event_id = ANY($2) ORDER BY o.id FOR NO KEY UPDATE OF o`,
      [subscriberId, eventIds],
    );
    return new Map(
      rows.map((row) => [
        row.event_id,
        { obligation: obligationOf(row), probe: row.probe, createdAt: row.created_at },
      ]),
    );
  }

  /** Writes back everything that evidence can change. */
  async save(db: EntityManager, obligations: readonly Obligation[]): Promise<void> {
    if (obligations.length === 0) return;
    await db.query(
      `UPDATE obligation SET
         state = e.state, flags = e.flags, superseded_by = e.superseded_by,
         delivered_at = e.delivered_at, claimed_at = e.claimed_at, applied_at = e.applied_at,
         verified_at = e.verified_at, first_verified_at = e.first_verified_at, closed_at = e.closed_at, last_look = e.last_look,
         next_look_at = e.next_look_at, look_step = e.look_step, unknown_looks = e.unknown_looks
       FROM jsonb_to_recordset($1::jsonb) AS e (
         id text, state text, flags text[], superseded_by integer,
         delivered_at timestamptz, claimed_at timestamptz, applied_at timestamptz,
         verified_at timestamptz, first_verified_at timestamptz, closed_at timestamptz, last_look jsonb,
         next_look_at timestamptz, look_step integer, unknown_looks integer)
       WHERE obligation.id = e.id`,
      [JSON.stringify(obligations.map(evolvingColumns))],
    );
  }
}

export interface ClaimableObligation {
  obligation: Obligation;
  probe: Contract['probe'];
  createdAt: Date;
}

interface ObligationRow {
  id: string;
  subscriber_id: string;
  listing_id: string;
  restriction_id: string | null;
  version: number;
  event_id: string;
  event_type: Change['type'];
  decision_id: string | null;
  court_code: string;
  required_presence: Presence | null;
  state: ObligationState;
  flags: ObligationFlag[];
  superseded_by: number | null;
  delivered_at: Date | null;
  claimed_at: Date | null;
  applied_at: Date | null;
  verified_at: Date | null;
  first_verified_at: Date | null;
  closed_at: Date | null;
  last_look: LastLook | null;
  next_look_at: Date | null;
  look_step: number;
  unknown_looks: number;
}

function obligationOf(row: ObligationRow): Obligation {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    listingId: row.listing_id,
    restrictionId: row.restriction_id,
    version: row.version,
    eventId: row.event_id,
    eventType: row.event_type,
    decisionId: row.decision_id,
    courtCode: row.court_code,
    requiredPresence: row.required_presence,
    state: row.state,
    flags: row.flags,
    supersededBy: row.superseded_by,
    deliveredAt: row.delivered_at,
    claimedAt: row.claimed_at,
    appliedAt: row.applied_at,
    verifiedAt: row.verified_at,
    firstVerifiedAt: row.first_verified_at,
    closedAt: row.closed_at,
    lastLook: row.last_look,
    nextLookAt: row.next_look_at,
    lookStep: row.look_step,
    unknownLooks: row.unknown_looks,
  };
}

function evolvingColumns(obligation: Obligation) {
  return {
    id: obligation.id,
    state: obligation.state,
    flags: obligation.flags,
    superseded_by: obligation.supersededBy,
    delivered_at: obligation.deliveredAt,
    claimed_at: obligation.claimedAt,
    applied_at: obligation.appliedAt,
    verified_at: obligation.verifiedAt,
    first_verified_at: obligation.firstVerifiedAt,
    closed_at: obligation.closedAt,
    last_look: obligation.lastLook,
    next_look_at: obligation.nextLookAt,
    look_step: obligation.lookStep,
    unknown_looks: obligation.unknownLooks,
  };
}

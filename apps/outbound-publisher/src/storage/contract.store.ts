import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Contract, Rate, Scope, SubjectType } from '../domain/contract.js';
import { scopeFilter, asPublished } from '../domain/scope.js';

export interface StandingContract {
  contract: Contract;
  version: number;
}

/** How many listings of one court and kind are listed. */
interface ListedGroup {
  courtCode: string;
  subjectType: SubjectType;
  listed: number;
}

/** Obligations that are planned anew at a time. */
const OFFSETS_AT_ONCE = 2_000;

/** A subscriber's contract, and what a new one changes beside it. */
@Injectable()
export class ContractStore {
  /** Locks it; null where there is no such subscriber. */
  async lock(db: EntityManager, subscriberId: string): Promise<StandingContract | null> {
    const rows = await db.query<StandingContract[]>(
      `SELECT contract, contract_version AS version FROM subscriber WHERE id = $1 FOR NO KEY UPDATE`,
      [subscriberId],
    );
    return rows[0] ?? null;
  }

  /** @returns where in the intake, and from which of its offsets on, the new contract holds. */
  async replace(
    db: EntityManager,
    subscriberId: string,
    contract: Contract,
  ): Promise<{ version: number; position: number; offset: number }> {
    const [[row]] = await db.query<[{ version: number; position: string; offset: string }[]]>(
      `UPDATE subscriber SET contract = $2, contract_version = contract_version + 1 WHERE id = $1
       RETURNING contract_version AS version, next_offset AS "offset",
         (SELECT position FROM intake_head) AS position`,
      [subscriberId, JSON.stringify(contract)],
    );
    if (!row) throw new Error(`Subscriber ${subscriberId} was locked, and is gone.`);
    return {
      version: row.version,
      position: Number(row.position),
      offset: Number(row.offset),
    };
  }

  /**
   * What it fetched was cut to the scope that ends here: it may hold that, and nothing of what a new
   * scope adds. What was cut for it before is not offered any more, should the scope come back: of what
   * came in between it was not told.
   */
  async closeSnapshots(db: EntityManager, subscriberId: string, scope: Scope): Promise<void> {
    await db.query(
      `UPDATE subscriber SET snapshot_position = 0, former_snapshots = former_snapshots ||
         jsonb_build_array(jsonb_build_object('scope', $2::jsonb, 'position', snapshot_position))
       WHERE id = $1 AND snapshot_position > 0`,
      [subscriberId, JSON.stringify(scope)],
    );
    await db.query('DELETE FROM snapshot_cursor WHERE subscriber_id = $1', [subscriberId]);
  }

  /** For all of its streams that are pushed to; undefined: our defaults. */
  async setRate(db: EntityManager, subscriberId: string, rate: Rate | undefined): Promise<void> {
    await db.query(
      `UPDATE stream SET agreed_rate = $2, rate_per_second = LEAST($2::int, allowed_rate),
         max_in_flight = $3
       WHERE subscriber_id = $1 AND channel IN ('webhook', 'kafka')`,
      [subscriberId, rate?.perSecond ?? null, rate?.atOnce ?? null],
    );
  }

  /** Listings that are listed now, by what a scope asks of them. */
  async countListed(
    db: EntityManager,
    before: Scope,
    after: Scope,
  ): Promise<{ added: number; dropped: number }> {
    const groups = await db.query<ListedGroup[]>(
      `SELECT court_code AS "courtCode", subject_type AS "subjectType", count(*)::integer AS listed
       FROM listing_head WHERE required_presence = 'present' GROUP BY court_code, subject_type`,
    );
    const [wasIn, isIn] = [scopeFilter(before), scopeFilter(after)];
    const sum = (those: (group: ListedGroup) => boolean) =>
      groups.filter(those).reduce((total, { listed }) => total + listed, 0);
    return {
      added: sum((group) => isIn(asPublished(group)) && !wasIn(asPublished(group))),
      dropped: sum((group) => wasIn(asPublished(group)) && !isIn(asPublished(group))),
    };
  }

  /**
   * Consent was given: whatever claim stands is looked at. The rules are `planLook`'s for a claim.
   * @returns the offset it came to; null at the end.
   */
  async planLooks(
    db: EntityManager,
    { subscriberId, after }: { subscriberId: string; after: number },
    { now, settleSeconds }: { now: Date; settleSeconds: number },
  ): Promise<number | null> {
    await db.query(
      `UPDATE obligation SET look_step = 0, unknown_looks = 0,
         next_look_at = greatest($4, claimed_at + make_interval(secs => $5))
       WHERE subscriber_id = $1 AND "offset" > $2 AND "offset" <= $3 AND claimed_at IS NOT NULL
         AND next_look_at IS NULL AND superseded_by IS NULL AND required_presence IS NOT NULL
         AND state NOT IN ('closed', 'attested', 'superseded')`,
      [subscriberId, after, after + OFFSETS_AT_ONCE, now, settleSeconds],
    );
    return this.nextAfter(db, subscriberId, after);
  }

  /** Consent was withdrawn: nothing is looked at any more. @returns as `planLooks`. */
  async cancelLooks(
    db: EntityManager,
    { subscriberId, after }: { subscriberId: string; after: number },
  ): Promise<number | null> {
    await db.query(
      `UPDATE obligation SET next_look_at = NULL, look_step = 0, unknown_looks = 0
       WHERE subscriber_id = $1 AND "offset" > $2 AND "offset" <= $3 AND next_look_at IS NOT NULL`,
      [subscriberId, after, after + OFFSETS_AT_ONCE],
    );
    return this.nextAfter(db, subscriberId, after);
  }

  private async nextAfter(
    db: EntityManager,
    subscriberId: string,
    after: number,
  ): Promise<number | null> {
    const next = after + OFFSETS_AT_ONCE;
    const rows = await db.query<unknown[]>(
      'SELECT FROM subscriber WHERE id = $1 AND next_offset > $2 + 1',
      [subscriberId, next],
    );
    return rows.length > 0 ? next : null;
  }
}

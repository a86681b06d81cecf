import { Injectable } from '@nestjs/common';
import { In, LessThan, QueryFailedError, type EntityManager } from 'typeorm';
import type { BoundRole, RestrictionKind, RestrictionState } from '#contracts';
import { maskIdNumber } from '../domain/court-record.js';
import type { RestrictionEntry } from '../domain/imposition.js';
import type { Restriction } from '../domain/restriction.js';
import { IdentityVault } from './identity-vault.js';
import { RestrictionRow } from './restriction.row.js';

const ONCE_PER_PERSON = 'restriction_once_per_person';

/** A restriction without the person it binds. */
export interface RestrictionSummary {
  id: string;
  kind: RestrictionKind;
  state: RestrictionState;
  boundRole: BoundRole;
  until: string | null;
  version: number;
}

/** As the court's own staff and its papers may see it. */
export interface RestrictionRecord extends RestrictionSummary {
  decidedOn: string;
  /** The officer of the unit; null where the debtor is bound, whom the listing names. */
  person: { name: string; maskedIdNumber: string } | null;
}

/** The one place that maps `restriction` rows to restrictions and back. */
@Injectable()
export class RestrictionStore {
  constructor(private readonly vault: IdentityVault) {}

  /** @throws QueryFailedError, told by `isBoundTwice`, when the person is bound in this case already. */
  async insert(
    manager: EntityManager,
    restriction: Restriction,
    { person, decidedOn }: RestrictionEntry,
  ): Promise<void> {
    const { id } = restriction;
    const sealed = person && this.vault.seal({ ...person }, id);
    await manager.insert(RestrictionRow, {
      ...restriction,
      decidedOn,
      personKey: person ? this.vault.personKey(person.idNumber) : null,
      identityCiphertext: sealed?.ciphertext ?? null,
      identityKeyId: sealed?.keyId ?? null,
    });
  }

  /** Imposed in the case of one listing, the oldest first. */
  async ofListing(manager: EntityManager, listingId: string): Promise<RestrictionSummary[]> {
    return (await this.rowsOf(manager, listingId)).map(toSummary);
  }

  /** As `ofListing`, with the officers' names: opens envelopes. */
  async recordsOfListing(manager: EntityManager, listingId: string): Promise<RestrictionRecord[]> {
    const rows = await this.rowsOf(manager, listingId);
    return rows.map((row) => ({
      ...toSummary(row),
      decidedOn: row.decidedOn,
      person: this.personOf(row),
    }));
  }

  /** One of them. */
  async record(manager: EntityManager, id: string): Promise<RestrictionRecord> {
    const row = await manager.findOneByOrFail(RestrictionRow, { id });
    return { ...toSummary(row), decidedOn: row.decidedOn, person: this.personOf(row) };
  }

  /** As `recordsOfListing`, and no envelope is opened. */
  async anonymousOfListing(
    manager: EntityManager,
    listingId: string,
  ): Promise<RestrictionRecord[]> {
    const rows = await this.rowsOf(manager, listingId);
    return rows.map((row) => ({ ...toSummary(row), decidedOn: row.decidedOn, person: null }));
  }

  /** For the court's papers, which say whose restriction is lifted. */
  async boundOfListing(
    manager: EntityManager,
    listingId: string,
  ): Promise<(RestrictionSummary & { boundName: string | null })[]> {
    const records = await this.recordsOfListing(manager, listingId);
    return records.map(({ person, ...record }) => ({ ...record, boundName: person?.name ?? null }));
  }

  /** Locks what an order names, in the order of ids, so that two orders can't wait for each other. */
  async lock(manager: EntityManager, ids: readonly string[]): Promise<Restriction[]> {
    const rows = await manager.find(RestrictionRow, {
      where: { id: In([...ids]) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return rows.map(toRestriction);
  }

  /** Temporary lifts whose last day is before `today`; those that another process has in hand are left to it. */
  async lockDue(
    manager: EntityManager,
    { today, except, limit }: { today: string; except: readonly string[]; limit: number },
  ): Promise<Restriction[]> {
    const rows = await manager
      .createQueryBuilder(RestrictionRow, 'restriction')
      .where(`restriction.state = 'TEMP_LIFTED' AND restriction.until < :today`, { today })
      .andWhere('restriction.id <> ALL(:except)', { except })
      .orderBy('restriction.until')
      .addOrderBy('restriction.id')
      .limit(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    return rows.map(toRestriction);
  }

  /** All of them by one statement. */
  async update(manager: EntityManager, ...changed: Restriction[]): Promise<void> {
    if (changed.length === 0) return;
    await manager.query(
      `UPDATE restriction SET state = c.state, until = c.until, version = c.version,
          announced_version = c."announcedVersion"
         FROM json_to_recordset($1) AS c (id text, state text, until date, version integer,
          "announcedVersion" integer)
        WHERE restriction.id = c.id`,
      [JSON.stringify(changed)],
    );
  }

  /** The earliest last day of a temporary lift that is open. */
  async earliestUntil(manager: EntityManager): Promise<string | null> {
    const [row] = await manager.find(RestrictionRow, {
      where: { state: 'TEMP_LIFTED' },
      order: { until: 'ASC' },
      take: 1,
    });
    return row?.until ?? null;
  }

  countDue(manager: EntityManager, today: string): Promise<number> {
    return manager.countBy(RestrictionRow, { state: 'TEMP_LIFTED', until: LessThan(today) });
  }

  private rowsOf(manager: EntityManager, listingId: string): Promise<RestrictionRow[]> {
    return manager.find(RestrictionRow, { where: { listingId }, order: { id: 'ASC' } });
  }

  private personOf({ id, identityKeyId: keyId, identityCiphertext: ciphertext }: RestrictionRow) {
    if (keyId === null || ciphertext === null) return null;
    const { name, idNumber } = this.vault.open({ keyId, ciphertext }, id);
    return { name, maskedIdNumber: maskIdNumber(idNumber) };
  }
}

/** Whether a write failed because the person is bound in the same case already. */
export function isBoundTwice(error: unknown): boolean {
  return error instanceof QueryFailedError && constraintOf(error.driverError) === ONCE_PER_PERSON;
}

function constraintOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'constraint' in error
    ? error.constraint
    : null;
}

function toSummary(row: RestrictionRow): RestrictionSummary {
  const { id, kind, state, boundRole, until, version } = row;
  return { id, kind, state, boundRole, until, version };
}

function toRestriction(row: RestrictionRow): Restriction {
  const { listingId, courtCode, bindsPerson, announcedVersion } = row;
  return { ...toSummary(row), listingId, courtCode, bindsPerson, announcedVersion };
}

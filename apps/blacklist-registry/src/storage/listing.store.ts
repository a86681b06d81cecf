import { Injectable } from '@nestjs/common';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Statement } from '#messaging';
import type { Listing } from '../domain/listing.js';
import type { ListingContent, ListingEntry, Subject } from '../domain/listing-entry.js';
import { IdentityVault } from './identity-vault.js';
import {
  contentColumns,
  stateColumns,
  subjectColumns,
  toStored,
  type StoredListing,
} from './listing-columns.js';
import { ListingRow } from './listing.row.js';

const LISTINGS = new Rows(ListingRow);
const ONCE_PER_CASE = 'listing_once_per_case';
/** States in which a debtor is listed, or about to be; the index above knows the same. */
const OPEN = `('DECIDED', 'GRACE', 'PUBLISHED', 'SHIELDED')`;

const ENDED_SHOWN = 20;

/** When a state began: by the court's act, and in this register. */
export interface Times {
  validFrom: Date;
  recordedAt: Date;
}

/** A debtor under a case. */
export interface DebtorOfCase {
  courtCode: string;
  caseNumber: string;
  subject: Subject;
}

/** The one place that maps `listing` rows to listings and back. */
@Injectable()
export class ListingStore {
  constructor(private readonly vault: IdentityVault) {}

  /** @throws QueryFailedError, told by `isListedTwice`, when the debtor is listed under this case. */
  async insert(
    manager: EntityManager,
    listing: Listing,
    entry: ListingEntry,
    times: Times,
  ): Promise<void> {
    const { caseNumber, imposedBy, applicant } = entry;
    await manager.insert(ListingRow, {
      ...contentColumns(contentOf(entry)),
      ...stateColumns(listing),
      ...subjectColumns(this.vault, listing.id, entry.subject),
      ...times,
      id: listing.id,
      courtCode: listing.courtCode,
      caseNumber,
      imposedBy,
      applicant,
    });
  }

  async find(manager: EntityManager, id: string): Promise<StoredListing | null> {
    const row = await manager.findOneBy(ListingRow, { id });
    return row && toStored(row);
  }

  /** @returns the id under which this debtor is listed under this case already, if any. */
  async findListed(
    manager: EntityManager,
    { courtCode, caseNumber, subject }: DebtorOfCase,
  ): Promise<string | null> {
    const rows: { id: string }[] = await manager.query(
      `SELECT id FROM listing
        WHERE court_code = $1 AND case_number = $2 AND subject_type = $3
          AND coalesce(uscc, person_key) = $4 AND state IN ${OPEN}`,
      [courtCode, caseNumber, subject.type, this.keyOf(subject)],
    );
    return rows[0]?.id ?? null;
  }

  /**
   * When this debtor's listing under this case was last deleted at the creditor's request. A case that
   * was taken up again (执恢) has a new number; that it is the same case shows in the instrument.
   */
  async deletedAtCreditorsRequest(
    manager: EntityManager,
    {
      courtCode,
      caseNumber,
      subject,
      instrumentNumber,
    }: DebtorOfCase & { instrumentNumber: string },
  ): Promise<Date | null> {
    const key = subject.type === 'UNIT' ? 'uscc' : 'person_key';
    const [row]: { at: Date | null }[] = await manager.query(
      `SELECT max(valid_from) AS at FROM listing
        WHERE court_code = $1 AND ${key} = $2 AND state = 'DELETED' AND basis = 'D3_CREDITOR_REQUEST'
          AND (case_number = $3 OR ($4 AND instrument_number = $5))`,
      [courtCode, this.keyOf(subject), caseNumber, caseNumber.includes('执恢'), instrumentNumber],
    );
    return row?.at ?? null;
  }

  /** Locks the row until the transaction ends, so that orders on one listing are decided one by one. */
  async lock(manager: EntityManager, id: string): Promise<StoredListing | null> {
    const [row] = await LISTINGS.find(manager, 'id = $1 FOR UPDATE', [id]);
    return row ? toStored(row) : null;
  }

  /** Locks what is due by `today`, but for some; rows that another process holds are its to do. */
  async lockDue(
    manager: EntityManager,
    { today, except, limit }: { today: string; except: readonly string[]; limit: number },
  ): Promise<StoredListing[]> {
    const rows = await manager
      .createQueryBuilder(ListingRow, 'listing')
      .where('listing.due_on <= :today AND listing.id <> ALL(:except)', { today, except })
      .orderBy('listing.due_on')
      .limit(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    return rows.map(toStored);
  }

  /** @returns the first day on which anything is due. */
  async nextDueOn(manager: EntityManager): Promise<string | null> {
    const [row]: { day: string | null }[] = await manager.query(
      `SELECT min(due_on)::text AS day FROM listing WHERE due_on IS NOT NULL`,
    );
    return row?.day ?? null;
  }

  async countDue(manager: EntityManager, today: string): Promise<number> {
    const [row]: { n: number }[] = await manager.query(
      `SELECT count(*)::int AS n FROM listing WHERE due_on <= $1`,
      [today],
    );
    return row?.n ?? 0;
  }

  async update(manager: EntityManager, listing: Listing, times: Times | null): Promise<void> {
    const { text, values } = this.updating(manager, listing, times);
    await manager.query(text, values);
  }

  /** As `update`, for who sends it without waiting for its end. */
  updating(manager: EntityManager, listing: Listing, times: Times | null): Statement {
    return LISTINGS.update(manager, listing.id, { ...stateColumns(listing), ...times });
  }

  /** As `update`, by one statement. */
  async updateMany(
    manager: EntityManager,
    changed: readonly { listing: Listing; times: Times }[],
  ): Promise<void> {
    if (changed.length === 0) return;
    await manager.query(
      `UPDATE listing SET state = c.state, basis = c.basis, until = c.until,
          published_at = c."publishedAt", term_ends_on = c."termEndsOn", version = c.version,
          last_order_no = c."lastOrderNo", valid_from = c."validFrom", recorded_at = c."recordedAt"
         FROM json_to_recordset($1) AS c (id text, state text, basis text, until date,
          "publishedAt" timestamptz, "termEndsOn" date, version integer, "lastOrderNo" integer,
          "validFrom" timestamptz, "recordedAt" timestamptz)
        WHERE listing.id = c.id`,
      [
        JSON.stringify(
          changed.map(({ listing, times }) => ({
            id: listing.id,
            ...stateColumns(listing),
            ...times,
          })),
        ),
      ],
    );
  }

  /** 更正: beside the state, the content that was inaccurate. */
  async correct(
    manager: EntityManager,
    listing: Listing,
    content: Partial<ListingContent>,
    times: Times,
  ): Promise<void> {
    const { subject } = content;
    await manager.update(
      ListingRow,
      { id: listing.id },
      {
        ...contentColumns(content),
        ...(subject && subjectColumns(this.vault, listing.id, subject)),
        ...stateColumns(listing),
        ...times,
      },
    );
  }

  /** The same debtor's other listings at any court: open ones by id, ended ones with how they ended. */
  async othersOfSameSubject(
    manager: EntityManager,
    id: string,
  ): Promise<{ open: string[]; ended: EndedListing[] }> {
    const rows: (EndedListing & { open: boolean })[] = await manager.query(
      `SELECT other.id, other.valid_from AS "endedAt", other.basis, other.state,
              other.state IN ('PUBLISHED', 'SHIELDED') AS open
         FROM listing other JOIN listing this
          ON this.id = $1 AND (other.uscc = this.uscc OR other.person_key = this.person_key)
        WHERE other.id <> $1 AND other.state NOT IN ('DECIDED', 'GRACE') ORDER BY other.id`,
      [id],
    );
    return {
      open: rows.filter((row) => row.open).map((row) => row.id),
      ended: rows
        .filter((row) => !row.open)
        .slice(-ENDED_SHOWN)
        .map(({ id: other, endedAt, basis, state }) => ({ id: other, endedAt, basis, state })),
    };
  }

  /** Whether another listing of this debtor under this very case is open. */
  async isListedAnew(manager: EntityManager, id: string): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM listing other JOIN listing this
          ON this.id = $1 AND other.court_code = this.court_code AND other.case_number = this.case_number
         AND (other.uscc = this.uscc OR other.person_key = this.person_key)
        WHERE other.id <> $1 AND other.state IN ${OPEN} LIMIT 1`,
      [id],
    );
    return rows.length > 0;
  }

  /**
   * Whether name and number both differ from the listing's: then it is not the same debtor spelled right.
   * A person's envelope is opened for the comparison alone.
   */
  async isSomebodyElse(manager: EntityManager, id: string, subject: Subject): Promise<boolean> {
    const row = await manager.findOneByOrFail(ListingRow, { id });
    if (this.keyOf(subject) === (row.uscc ?? row.personKey)) return false;
    return subject.name !== (row.unitName ?? this.nameOf(row));
  }

  private nameOf({ id, identityKeyId: keyId, identityCiphertext: ciphertext }: ListingRow) {
    return keyId !== null && ciphertext !== null
      ? this.vault.open({ keyId, ciphertext }, id).name
      : null;
  }

  private keyOf(subject: Subject): string {
    return subject.type === 'UNIT' ? subject.uscc : this.vault.personKey(subject.idNumber);
  }
}

/** A listing that has left the list. */
export interface EndedListing {
  id: string;
  endedAt: Date;
  basis: string;
  state: string;
}

/** Whether a write failed because the debtor is already listed under the same case. */
export function isListedTwice(error: unknown): boolean {
  return error instanceof QueryFailedError && constraintOf(error.driverError) === ONCE_PER_CASE;
}

function constraintOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'constraint' in error
    ? error.constraint
    : null;
}

function contentOf(entry: ListingEntry): ListingContent {
  const { subject, grounds, ruleVersion, extension, conduct, instrument, duty } = entry;
  const { performance, performedPart, unperformedPart, filedOn, decidedOn } = entry;
  return {
    subject,
    grounds,
    ruleVersion,
    extension,
    conduct,
    instrument,
    duty,
    performance,
    performedPart,
    unperformedPart,
    filedOn,
    decidedOn,
  };
}

import { Injectable } from '@nestjs/common';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { isRemovalBasis, type Basis, type RemovalBasis } from '#contracts';
import type { Listing } from '../domain/listing.js';
import type { PublicSubject } from '../domain/listing-change-event.js';
import type { ListingEntry } from '../domain/listing-entry.js';
import { IdentityVault } from './identity-vault.js';
import { ListingRow } from './listing.row.js';

const ONCE_PER_CASE = 'listing_once_per_case';

/** A listing together with what its events may say of the case. */
export interface StoredListing {
  listing: Listing;
  caseNumber: string;
  subject: PublicSubject;
}

/** When a state began: by the court's act, and in this register. */
export interface Times {
  validFrom: Date;
  recordedAt: Date;
}

/** The one place that maps `listing` rows to listings and back. */
@Injectable()
export class ListingStore {
  constructor(private readonly vault: IdentityVault) {}

  /** @throws QueryFailedError, told by `isListedTwice`, when the debtor is on the list under this case. */
  async insert(
    manager: EntityManager,
    listing: Listing,
    entry: ListingEntry,
    times: Times,
  ): Promise<void> {
    await manager.insert(ListingRow, {
      ...stateColumns(listing),
      ...this.subjectColumns(listing.id, entry),
      ...times,
      id: listing.id,
      courtCode: listing.courtCode,
      caseNumber: entry.caseNumber,
      grounds: entry.grounds,
      ruleVersion: 'FS2017-7',
      instrumentNumber: entry.instrument.number,
      instrumentMaker: entry.instrument.maker,
      duty: entry.duty,
      performance: entry.performance,
      filedOn: entry.filedOn,
      decidedOn: entry.decidedOn,
    });
  }

  async find(manager: EntityManager, id: string): Promise<StoredListing | null> {
    const row = await manager.findOneBy(ListingRow, { id });
    return row && toStored(row);
  }

  /** @returns the id under which this debtor is on the list under this case already, if any. */
  async findListed(
    manager: EntityManager,
    courtCode: string,
    { caseNumber, subject }: ListingEntry,
  ): Promise<string | null> {
    const debtor = subject.type === 'UNIT' ? subject.uscc : this.vault.personKey(subject.idNumber);
    const rows: { id: string }[] = await manager.query(
      `SELECT id FROM listing
        WHERE court_code = $1 AND case_number = $2 AND subject_type = $3
          AND coalesce(uscc, person_key) = $4 AND state <> 'DELETED'`,
      [courtCode, caseNumber, subject.type, debtor],
    );
    return rows[0]?.id ?? null;
  }

  /** Locks the row until the transaction ends, so that orders on one listing are decided one by one. */
  async lock(manager: EntityManager, id: string): Promise<StoredListing | null> {
    const row = await manager.findOne(ListingRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toStored(row);
  }

  async update(manager: EntityManager, listing: Listing, times: Times | null): Promise<void> {
    await manager.update(ListingRow, { id: listing.id }, { ...stateColumns(listing), ...times });
  }

  /** Ids of the same debtor's other listings that are published or shielded, oldest first. */
  async othersOfSameSubject(manager: EntityManager, id: string): Promise<string[]> {
    const rows: { id: string }[] = await manager.query(
      `SELECT other.id FROM listing other JOIN listing this
          ON this.id = $1 AND (other.uscc = this.uscc OR other.person_key = this.person_key)
        WHERE other.id <> $1 AND other.state IN ('PUBLISHED', 'SHIELDED') ORDER BY other.id`,
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** Whether another listing of this debtor under this very case is on the list. */
  async isListedAnew(manager: EntityManager, id: string): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `SELECT 1 FROM listing other JOIN listing this
          ON this.id = $1 AND other.court_code = this.court_code AND other.case_number = this.case_number
         AND (other.uscc = this.uscc OR other.person_key = this.person_key)
        WHERE other.id <> $1 AND other.state <> 'DELETED' LIMIT 1`,
      [id],
    );
    return rows.length > 0;
  }

  private subjectColumns(listingId: string, { subject }: ListingEntry): SubjectColumns {
    if (subject.type === 'UNIT') {
      return { subjectType: 'UNIT', unitName: subject.name, uscc: subject.uscc };
    }
    const { name, idNumber } = subject;
    const { keyId, ciphertext } = this.vault.seal({ name, idNumber }, listingId);
    return {
      subjectType: 'PERSON',
      personKey: this.vault.personKey(idNumber),
      identityCiphertext: ciphertext,
      identityKeyId: keyId,
    };
  }
}

/** Whether a write failed because the debtor is already on the list under the same case. */
export function isListedTwice(error: unknown): boolean {
  return error instanceof QueryFailedError && constraintOf(error.driverError) === ONCE_PER_CASE;
}

function constraintOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'constraint' in error
    ? error.constraint
    : null;
}

type SubjectColumns = Partial<
  Pick<ListingRow, 'unitName' | 'uscc' | 'personKey' | 'identityCiphertext' | 'identityKeyId'>
> &
  Pick<ListingRow, 'subjectType'>;

function stateColumns(listing: Listing) {
  return {
    state: listing.status,
    basis: listing.status === 'PUBLISHED' ? null : listing.basis,
    until: listing.status === 'SHIELDED' ? listing.until : null,
    version: listing.version,
    lastOrderNo: listing.lastOrderNo,
  };
}

export function toStored(row: ListingRow): StoredListing {
  return { listing: toListing(row), caseNumber: row.caseNumber, subject: toPublicSubject(row) };
}

function toListing(row: ListingRow): Listing {
  const { id, courtCode, version, lastOrderNo, state, until } = row;
  const numbered = { id, courtCode, version, lastOrderNo };
  switch (state) {
    case 'PUBLISHED':
      return { ...numbered, status: state };
    case 'SHIELDED':
      return { ...numbered, status: state, basis: 'T_TEMP_SHIELD', until };
    case 'DELETED':
      return { ...numbered, status: state, basis: removalBasis(row.basis) };
    case 'DECIDED':
    case 'GRACE':
    case 'EXPIRED_DELETED':
    case 'REVOKED_AS_ERROR':
      throw new Error(`A listing in state ${state} cannot be read yet.`);
  }
}

function removalBasis(basis: Basis | null): RemovalBasis {
  if (isRemovalBasis(basis)) return basis;
  throw new Error('A deleted listing has no basis of removal; the table was changed by hand.');
}

function toPublicSubject({ unitName, uscc }: ListingRow): PublicSubject {
  return unitName !== null && uscc !== null
    ? { type: 'UNIT', name: unitName, uscc }
    : { type: 'PERSON' };
}

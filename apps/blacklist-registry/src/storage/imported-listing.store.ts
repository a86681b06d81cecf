import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ImportedVersion } from '../domain/import/enter-imported.js';
import type { ImportedRecord } from '../domain/import/import-record.js';
import type { KnownListing, NaturalKey } from '../domain/import/settle-rows.js';
import { connectionOf } from './connection-of.js';
import { copyRows } from './copy-rows.js';
import { IdentityVault } from './identity-vault.js';
import { contentColumns, stateColumns, subjectColumns } from './listing-columns.js';
import { ListingVersionRow } from './listing-version.row.js';
import { versionColumns } from './listing-version.store.js';
import { ListingRow } from './listing.row.js';

export interface ImportedListing {
  record: ImportedRecord;
  /** As it is now. */
  now: ImportedVersion;
  versions: readonly ImportedVersion[];
}

/** Listings in bulk: looked up and written some hundreds at a time. */
@Injectable()
export class ImportedListingStore {
  constructor(private readonly vault: IdentityVault) {}

  keyOf({ caseNumber, content: { subject } }: ImportedRecord): NaturalKey {
    const debtor = subject.type === 'UNIT' ? subject.uscc : this.vault.personKey(subject.idNumber);
    return { caseNumber, type: subject.type, debtor };
  }

  /**
   * What is listed, or was last, under each of these keys. Planned anew each time: a plan that was made
   * while the table was empty would read all of it for every chunk.
   */
  async known(
    manager: EntityManager,
    courtCode: string,
    keys: readonly NaturalKey[],
  ): Promise<Map<NaturalKey, KnownListing>> {
    const connection = await connectionOf(manager);
    await connection.query(
      'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off',
    );
    const { rows } = await connection.query<KnownListing & { place: number }>({
      text: `SELECT DISTINCT ON (k.place) k.place::int, l.id, l.valid_from AS "validFrom",
                    l.state IN ('DECIDED', 'GRACE', 'PUBLISHED', 'SHIELDED') AS "isOpen"
               FROM json_to_recordset($2) AS k (place integer, "caseNumber" text, type text, debtor text)
               JOIN listing l ON l.case_number = k."caseNumber" AND l.court_code = $1
                AND l.subject_type = k.type AND coalesce(l.uscc, l.person_key) = k.debtor
              ORDER BY k.place, "isOpen" DESC, l.id DESC`,
      values: [courtCode, JSON.stringify(keys.map((key, place) => ({ place, ...key })))],
    });
    return new Map(rows.map(({ place, ...known }) => [keys[place] as NaturalKey, known]));
  }

  /** @throws when one of them was listed by somebody else meanwhile, told by `isListedMeanwhile`. */
  async insert(
    manager: EntityManager,
    importId: string,
    imported: readonly ImportedListing[],
  ): Promise<void> {
    await copyRows(
      manager,
      ListingRow,
      imported.map((one) => this.row(one, importId)),
    );
    await copyRows(
      manager,
      ListingVersionRow,
      imported.flatMap(({ versions }) =>
        versions.map((version) => versionColumns({ ...version, order: null })),
      ),
    );
  }

  private row({ now, record }: ImportedListing, importId: string): Partial<ListingRow> {
    const { listing, times } = now;
    return {
      ...contentColumns(record.content),
      ...stateColumns(listing),
      ...subjectColumns(this.vault, listing.id, record.content.subject),
      ...times,
      id: listing.id,
      courtCode: listing.courtCode,
      caseNumber: record.caseNumber,
      codeFlag: record.codeFlag,
      importId,
    };
  }
}

/** COPY tells its errors as Postgres does, without TypeORM's wrapping. */
export function isListedMeanwhile(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === 'listing_once_per_case'
  );
}

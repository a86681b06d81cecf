import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import type {
  ImportCounts,
  ListingImport,
  ReportedRow,
  RowResult,
} from '../domain/import/import-progress.js';
import { connectionOf } from './connection-of.js';
import { ListingImportRow } from './listing-import.row.js';

/** What one transaction has settled. */
export interface SettledChunk extends ImportCounts {
  importId: string;
  lastLine: number;
  /** Of accepted rows and of those already there. */
  listingIds: string[];
  /** Cases of refused rows, as far as they could be read. */
  refusedCases: string[];
  rows: ReportedRow[];
}

export interface RowsQuestion {
  importId: string;
  result: RowResult | undefined;
  afterLine: number;
}

/** Imports, and the report of each of their rows. */
@Injectable()
export class ImportStore {
  async insert(manager: EntityManager, started: ListingImport): Promise<void> {
    await manager.insert(ListingImportRow, started);
  }

  async find(manager: EntityManager, id: string): Promise<ListingImport | null> {
    return manager.findOneBy(ListingImportRow, { id });
  }

  /** The court's imports, newest first. */
  async ofCourt(
    manager: EntityManager,
    { courtCode, before, limit }: { courtCode: string; before: string | null; limit: number },
  ): Promise<ListingImport[]> {
    return manager.find(ListingImportRow, {
      where: { courtCode, ...(before && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Locks it until the transaction ends: two senders of one file take turns. */
  async lock(manager: EntityManager, id: string): Promise<ListingImport | null> {
    return manager.findOne(ListingImportRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async update(manager: EntityManager, id: string, change: Partial<ListingImport>): Promise<void> {
    await manager.update(ListingImportRow, { id }, change);
  }

  async addChunk(manager: EntityManager, chunk: SettledChunk): Promise<void> {
    const { importId, lastLine, accepted, alreadyThere, refused, flagged } = chunk;
    await manager.query(
      `INSERT INTO listing_import_chunk (import_id, last_line, accepted, already_there, refused, flagged,
                                         listing_ids, refused_cases, rows)
       VALUES ($1, $2, $3, $4, $5, $6, string_to_array($7, ','), $8, $9)`,
      [
        ...[importId, lastLine, accepted, alreadyThere, refused, flagged],
        // Ids hold no comma; a text costs the driver far less than an array.
        ...[chunk.listingIds.join(','), chunk.refusedCases, JSON.stringify(chunk.rows)],
      ],
    );
  }

  /** Reported rows in the file's order, a chunk at a time: a report is as long as its file. */
  async *rowsOf(
    manager: EntityManager,
    { importId, result, afterLine }: RowsQuestion,
  ): AsyncGenerator<ReportedRow[]> {
    const counted =
      result &&
      { ACCEPTED: 'accepted', ALREADY_THERE: 'already_there', REFUSED: 'refused' }[result];
    for (let after: number | null = afterLine; after !== null;) {
      const found: { last_line: number; rows: ReportedRow[] }[] = await manager.query(
        `SELECT last_line, rows FROM listing_import_chunk
          WHERE import_id = $1 AND last_line > $2 ${counted ? `AND ${counted} > 0` : ''}
          ORDER BY last_line LIMIT 1`,
        [importId, after],
      );
      const [chunk] = found;
      after = chunk?.last_line ?? null;
      const wanted = (row: ReportedRow) =>
        row.line > afterLine && (result === undefined || row.result === result);
      if (chunk) yield chunk.rows.filter(wanted);
    }
  }

  /** What a listing was missing from is over when an export has it again. */
  async clearMissing(
    manager: EntityManager,
    importId: string,
    listingIds: string[],
  ): Promise<void> {
    if (listingIds.length === 0) return;
    const connection = await connectionOf(manager);
    await connection.query({
      text: `UPDATE missing_upstream SET cleared_by = $1
              WHERE cleared_by IS NULL AND listing_id = ANY(string_to_array($2, ','))`,
      values: [importId, listingIds.join(',')],
    });
  }

  /**
   * Lists what the court publishes by this register and its full export lacks. Nothing is removed: an
   * export may be cut short, and only an order or a term ends a listing. A case whose row was refused is
   * in the export, whatever is wrong with it.
   * @returns how many.
   */
  async findMissing(manager: EntityManager, full: ListingImport): Promise<number> {
    const connection = await connectionOf(manager);
    const { rowCount } = await connection.query({
      text: `WITH seen AS MATERIALIZED (
               SELECT unnest(listing_ids) AS id FROM listing_import_chunk WHERE import_id = $1),
             refused AS MATERIALIZED (
               SELECT unnest(refused_cases) AS case_number FROM listing_import_chunk WHERE import_id = $1)
             INSERT INTO missing_upstream (import_id, listing_id)
             SELECT $1, l.id FROM listing l
              WHERE l.court_code = $2 AND l.state = 'PUBLISHED' AND l.recorded_at < $3
                AND NOT EXISTS (SELECT FROM seen WHERE seen.id = l.id)
                AND NOT EXISTS (SELECT FROM refused WHERE refused.case_number = l.case_number)`,
      values: [full.id, full.courtCode, full.exportedAt],
    });
    return rowCount ?? 0;
  }

  /** Listings that a full export lacked, by id, with the import that had them again. */
  async missing(
    manager: EntityManager,
    { importId, after, limit }: { importId: string; after: string; limit: number },
  ): Promise<{ listing: string; caseNumber: string; clearedBy: string | null }[]> {
    return manager.query(
      `SELECT m.listing_id AS listing, l.case_number AS "caseNumber", m.cleared_by AS "clearedBy"
         FROM missing_upstream m JOIN listing l ON l.id = m.listing_id
        WHERE m.import_id = $1 AND m.listing_id > $2 ORDER BY m.listing_id LIMIT $3`,
      [importId, after, limit],
    );
  }

  /** Plans that were made for a small table are bad ones for a large: tells Postgres what it holds now. */
  async analyze(manager: EntityManager): Promise<void> {
    await manager.query('ANALYZE listing, listing_version, missing_upstream');
  }
}

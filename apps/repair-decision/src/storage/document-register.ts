import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { newId, type DocumentType } from '#contracts';
import { DEFAULT_NUMBERS, numberOf, seriesOf } from '../domain/document-number.js';
import { papersOf, type PaperedDecision } from '../domain/papers-of.js';

/** A paper that has its number, and need not be made yet. */
export interface ReservedDocument {
  documentId: string;
  type: DocumentType;
  /** As printed: （2026）皖0104信修12号. */
  number: string;
}

/**
 * The register of the court's papers (文书登记簿). Every number is a row from the moment it is taken, so
 * that none is given twice and none is missing: one without a paper is seen to be reserved.
 */
@Injectable()
export class DocumentRegister {
  /** Numbers the papers that an approved decision is carried by, in the transaction that approves it. */
  reserveFor(
    manager: EntityManager,
    decision: PaperedDecision,
    now: Date,
  ): Promise<ReservedDocument[]> {
    return this.reserve(manager, papersOf(decision), decision, now);
  }

  private async reserve(
    manager: EntityManager,
    types: DocumentType[],
    decision: PaperedDecision,
    now: Date,
  ): Promise<ReservedDocument[]> {
    const { id, courtCode, listingId, caseNumber = null } = decision;
    const matter = { courtCode, caseNumber, year: shanghaiDate(now).slice(0, 4) };
    const rows = await manager.query<TakenNumber[]>(TAKE_NUMBERS, [
      types.map(() => newId('doc')),
      types,
      types.map((type) => seriesOf(type, DEFAULT_NUMBERS, matter)),
      courtCode,
      id,
      listingId,
      now,
    ]);
    return rows
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map((row) => ({
        documentId: row.id,
        type: row.type,
        number: numberOf(row.series, row.sequence),
      }));
  }
}

interface TakenNumber {
  id: string;
  type: DocumentType;
  series: string;
  sequence: number;
}

/** Counts and registers in one statement; series are locked in one order, so that two decisions can't block each other. */
const TAKE_NUMBERS = `
  WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS row (id, type, series, place)
  ), taken AS (
    INSERT INTO document_series AS counted (series, court_code, last)
    SELECT series, $4, count(*) FROM asked GROUP BY series ORDER BY series
    ON CONFLICT (series) DO UPDATE SET last = counted.last + EXCLUDED.last
    RETURNING series, last
  )
  INSERT INTO court_document (id, court_code, decision_id, listing_id, type, series, sequence, reserved_at)
  SELECT asked.id, $4, $5, $6, asked.type, asked.series,
         taken.last - count(*) OVER (PARTITION BY asked.series)
           + row_number() OVER (PARTITION BY asked.series ORDER BY asked.place), $7
  FROM asked JOIN taken USING (series)
  RETURNING id, type, series, sequence`;

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { newId, type DocumentType } from '#contracts';
import type { Statement, Transaction } from '#messaging';
import { TemplateSet } from '../documents/template/template-set.js';
import { numberOf, seriesOf } from '../domain/document-number.js';
import { papersOf, type PaperedDecision } from '../domain/papers-of.js';

/** A paper that has its number, and need not be made yet. */
export interface ReservedDocument {
  documentId: string;
  type: DocumentType;
  /** As printed: （2026）皖0104信修12号. */
  number: string;
}

/** Which paper of a type it is: to whom, and in place of which. */
export interface PaperAsked {
  type: DocumentType;
  /** Digest of whom a notice is for; null for papers without addressees. */
  addressees: string | null;
  replaces: string | null;
}

/**
 * The register of the court's papers (文书登记簿). Every number is a row from the moment it is taken, so
 * that none is given twice and none is missing: one without a paper is seen to be reserved.
 */
@Injectable()
export class DocumentRegister {
  constructor(private readonly templates: TemplateSet) {}

  /** Numbers the papers that an approved decision is carried by, in the transaction that approves it. */
  reserveFor(
    tx: Pick<Transaction, 'ask'>,
    decision: PaperedDecision,
    now: Date,
  ): Promise<ReservedDocument[]> {
    const matter = { ...decision, decisionId: decision.id, commitmentId: null };
    const asked = papersOf(decision).map((type) => ({ type, addressees: null, replaces: null }));
    return this.take((statement) => tx.ask(statement), asked, matter, now);
  }

  /**
   * The number of a paper that is about to be made: the one that it has, the one that was reserved for
   * its like, or a new one. Two who ask at once get the same.
   */
  async claim(
    manager: EntityManager,
    asked: PaperAsked,
    matter: NumberedPaper,
    now: Date,
  ): Promise<ReservedDocument> {
    const owner = matter.decisionId ?? matter.commitmentId;
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [owner]);
    const { type, addressees, replaces } = asked;
    const found = await manager.query<TakenNumber[]>(FIND, [owner, type, addressees, replaces]);
    const own = found.find((row) => row.addressees === addressees);
    // A notice is numbered with its decision, before anybody knows to whom it goes.
    const free = own ?? found.find((row) => row.addressees === null && !row.issued);
    if (free) {
      if (!own) await manager.query(ADDRESS, [free.id, addressees]);
      return reserved(free);
    }
    const ask: Ask = ({ text, values }) => manager.query(text, values);
    const [taken] = await this.take(ask, [asked], matter, now);
    if (!taken) throw new Error('no number was taken');
    return taken;
  }

  private async take(
    ask: Ask,
    asked: PaperAsked[],
    matter: NumberedPaper,
    now: Date,
  ): Promise<ReservedDocument[]> {
    const { courtCode, listingId, decisionId, commitmentId, caseNumber = null } = matter;
    const year = shanghaiDate(now).slice(0, 4);
    const numbers = this.templates.numbers(courtCode);
    const rows = await ask({
      text: TAKE_NUMBERS,
      values: [
        asked.map(() => newId('doc')),
        asked.map(({ type }) => type),
        asked.map(({ type }) => seriesOf(type, numbers, { courtCode, caseNumber, year })),
        asked.map(({ addressees }) => addressees),
        asked.map(({ replaces }) => replaces),
        courtCode,
        decisionId,
        commitmentId,
        listingId,
        now,
      ],
    });
    return rows.sort((one, other) => (one.id < other.id ? -1 : 1)).map(reserved);
  }
}

/** What a paper is about. */
export interface NumberedPaper {
  courtCode: string;
  decisionId: string | null;
  commitmentId: string | null;
  /** Null for the promise of a debtor who is not listed. */
  listingId: string | null;
  caseNumber?: string | null;
}

type Ask = (statement: Statement) => Promise<TakenNumber[]>;

interface TakenNumber {
  id: string;
  type: DocumentType;
  series: string;
  sequence: number;
  addressees: string | null;
  issued: boolean;
}

function reserved({ id, type, series, sequence }: TakenNumber): ReservedDocument {
  return { documentId: id, type, number: numberOf(series, sequence) };
}

const FIND = `
  SELECT id, type, series, sequence, addressees, issued_at IS NOT NULL AS issued
  FROM court_document
  WHERE (decision_id = $1 OR commitment_id = $1) AND type = $2
    AND (addressees IS NULL OR addressees = $3) AND replaces IS NOT DISTINCT FROM $4
  ORDER BY id`;

const ADDRESS = `UPDATE court_document SET addressees = $2 WHERE id = $1`;

/** Counts and registers in one statement; series are locked in one order, so that two decisions can't block each other. */
const TAKE_NUMBERS = `
  WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
      WITH ORDINALITY AS row (id, type, series, addressees, replaces, place)
  ), taken AS (
    INSERT INTO document_series AS counted (series, court_code, last)
    SELECT series, $6, count(*) FROM asked GROUP BY series ORDER BY series
    ON CONFLICT (series) DO UPDATE SET last = counted.last + EXCLUDED.last
    RETURNING series, last
  )
  INSERT INTO court_document (id, court_code, decision_id, commitment_id, listing_id, type, series,
    sequence, addressees, replaces, reserved_at)
  SELECT asked.id, $6, $7, $8, $9, asked.type, asked.series,
         taken.last - count(*) OVER (PARTITION BY asked.series)
           + row_number() OVER (PARTITION BY asked.series ORDER BY asked.place),
         asked.addressees, asked.replaces, $10
  FROM asked JOIN taken USING (series)
  RETURNING id, type, series, sequence, addressees, false AS issued`;

import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import { ledgerHash, type HashedEntry } from './ledger-hash.js';

export interface LedgerEntry {
  at: Date;
  /** Who did it: an actor's `sub`, or the service itself. */
  actor: string;
  /** What was done, past tense with dots: `decision.approved`. */
  action: string;
  /** Id of the listing, decision, subscriber … that it was done to. */
  subject: string;
  courtCode: string | null;
  /** Facts that explain it; never a person's name or number (invariant 9). */
  detail: object;
}

/**
 * Appends one entry in the caller's transaction, so that an act and its record commit together or
 * not at all. Rows are sealed later, in batches; each has its own hash from the start.
 */
export function appendLedger(manager: EntityManager, entry: LedgerEntry): Promise<void> {
  return appendLedgerRows(manager, [entry]);
}

/** As `appendLedger`, for the acts of a batch: one statement, rows in the order given. */
export async function appendLedgerRows(
  manager: EntityManager,
  entries: readonly LedgerEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const { text, values } = ledgerStatement(entries);
  await manager.query(text, values);
}

/** The statement that appends them, for who sends it without waiting for its end. */
export function ledgerStatement(entries: readonly LedgerEntry[]): {
  text: string;
  values: unknown[];
} {
  const rows = entries.map(toRow);
  return {
    text: APPEND,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ at }) => at),
      rows.map(({ actor }) => actor),
      rows.map(({ action }) => action),
      rows.map(({ subject }) => subject),
      rows.map(({ courtCode }) => courtCode),
      rows.map(({ detail }) => JSON.stringify(detail)),
      rows.map((row) => ledgerHash(row)),
    ],
  };
}

/** Sorted before the insert, because `seq` numbers rows as they come. */
const APPEND = `
  INSERT INTO ledger (id, at, actor, action, subject, court_code, detail, hash)
  SELECT id, at, actor, action, subject, court_code, detail, hash
  FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
              $7::jsonb[], $8::bytea[])
       WITH ORDINALITY AS row (id, at, actor, action, subject, court_code, detail, hash, place)
  ORDER BY place`;

function toRow(entry: LedgerEntry): HashedEntry {
  // What jsonb gives back is what gets hashed: dates as strings, no undefined.
  const detail = JSON.parse(JSON.stringify(entry.detail)) as object;
  return { ...entry, id: newId('led'), detail };
}

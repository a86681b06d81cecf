import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import { ledgerHash } from './ledger-hash.js';

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
export async function appendLedger(manager: EntityManager, entry: LedgerEntry): Promise<void> {
  const id = newId('led');
  // What jsonb gives back is what gets hashed: dates as strings, no undefined.
  const detail = JSON.parse(JSON.stringify(entry.detail)) as object;
  const hash = ledgerHash({ ...entry, id, detail });
  await manager.query(
    `INSERT INTO ledger (id, at, actor, action, subject, court_code, detail, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      entry.at,
      entry.actor,
      entry.action,
      entry.subject,
      entry.courtCode,
      JSON.stringify(detail),
      hash,
    ],
  );
}

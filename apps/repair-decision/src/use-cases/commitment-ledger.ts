import type { EntityManager } from 'typeorm';
import { appendLedger } from '#ledger';
import type { Commitment } from '../domain/commitment.js';
import type { Person } from '../domain/person.js';

/** Ledgers an act on a promise. Names and free text stay out of `detail`: both may tell of persons. */
export function recordCommitment(
  manager: EntityManager,
  { id, courtCode, caseNumber, listingId, status }: Commitment,
  act: { action: string; person: Person; at: Date; detail?: object },
): Promise<void> {
  return appendLedger(manager, {
    at: act.at,
    actor: act.person.sub,
    action: `commitment.${act.action}`,
    subject: id,
    courtCode,
    detail: { caseNumber, listingId, status, ...act.detail },
  });
}

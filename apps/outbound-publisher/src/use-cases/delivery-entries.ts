import { createHash } from 'node:crypto';
import { newId } from '#contracts';
import type { LedgerEntry } from '#ledger';
import type { EndedPush } from '../delivery/ended-push.js';
import type { EndedAttempt } from '../storage/outcome.store.js';
import { attemptOf } from './outcome-rows.js';

/** A refusal is an act of its own, which somebody will look for by its listing. */
export function nackEntry(each: EndedPush, at: Date): LedgerEntry {
  const { queued, deliveryId, subscriberId, streamId, attempt, push } = each;
  const { listingId, courtCode, eventId } = queued.change;
  return {
    at,
    actor: 'outbound-publisher',
    action: 'delivery.nacked',
    subject: listingId,
    courtCode,
    detail: {
      ...{ deliveryId, obligationId: queued.obligationId, subscriberId, streamId },
      ...{ eventId, version: queued.version, attempt, httpStatus: push.httpStatus },
    },
  };
}

/**
 * One row for a batch of deliveries: a row each would cost as much as all the rest. The digest covers
 * what their attempts' rows say, so that none of them can be changed or left out unseen.
 */
export function batchEntry(ended: readonly EndedPush[], at: Date): LedgerEntry | null {
  const delivered = ended.filter(({ push }) => push.outcome.kind === 'delivered');
  if (delivered.length === 0) return null;
  const digest = createHash('sha256');
  for (const each of delivered) digest.update(deliveryLine(attemptOf(each)));
  return {
    at,
    actor: 'outbound-publisher',
    action: 'deliveries.recorded',
    subject: newId('led'),
    courtCode: null,
    detail: {
      count: delivered.length,
      deliveries: delivered.map(({ deliveryId }) => deliveryId),
      sha256: digest.digest('hex'),
    },
  };
}

/** What the ledger vouches for of one delivery. Times are whole milliseconds. */
export function deliveryLine(attempt: Omit<EndedAttempt, 'detail' | 'answer'>): string {
  const { id, streamId, obligationId, offset, attempt: number, startedAt, finishedAt } = attempt;
  const { outcome, httpStatus } = attempt;
  return `${id} ${streamId} ${obligationId} ${offset} ${number} ${startedAt.getTime()} ${finishedAt.getTime()} ${outcome} ${httpStatus ?? '-'}\n`;
}

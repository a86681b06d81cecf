import type { Obligation, ObligationState } from './wire.js';

/** States in which something is still to happen by itself. */
const UNDER_WAY: ReadonlySet<ObligationState> = new Set(['expected', 'delivered', 'applied']);
/** States that need nobody: everything else is an open exception. */
const ENDED_WELL: ReadonlySet<ObligationState> = new Set([
  'verified',
  'superseded',
  'attested',
  'closed',
]);
const REQUIRES_ABSENCE: ReadonlySet<string> = new Set([
  'listing.removed.v1',
  'listing.shielded.v1',
  'listing.revoked.v1',
]);

/** Whether an obligation has come to an end or to an exception that waits for a person. */
export function isSettled({ state }: Pick<Obligation, 'state'>): boolean {
  return !UNDER_WAY.has(state);
}

/** Whether an obligation still concerns operations. */
export function isOpen({ state }: Pick<Obligation, 'state'>): boolean {
  return !ENDED_WELL.has(state);
}

/** Whether the platform must no longer show the record, and nothing newer has been asked of it. */
export function requiresAbsence(
  obligation: Pick<Obligation, 'eventType' | 'supersededBy' | 'state'>,
): boolean {
  const { eventType, supersededBy, state } = obligation;
  return REQUIRES_ABSENCE.has(eventType) && supersededBy === null && state !== 'superseded';
}

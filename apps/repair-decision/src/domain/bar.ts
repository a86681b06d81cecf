import { shanghaiDate } from '#calendar';
import type { Basis, Initiator } from '#contracts';
import { isMandatory } from './duty.js';

/** The latest denial about a listing, as far as it stands in the way of a new application. */
export interface Denied {
  at: Date;
  /** Last day of the bar (YYYY-MM-DD). */
  barredUntil: string;
  legalBasis: string;
}

interface Filing {
  initiator: Initiator;
  basis: Basis;
  triggeredAt: Date;
  filedAt: Date;
}

/**
 * Whether a denial still bars the parties from applying anew (驳回后一定期间内不予受理, per rule set). It never
 * bars the court itself, nor a mandatory ground that arose after the denial: who pays after being denied
 * must be removed all the same (Art 10).
 */
export function isBarred(
  { initiator, basis, triggeredAt, filedAt }: Filing,
  { at, barredUntil }: Denied,
): boolean {
  if (initiator === 'EX_OFFICIO' || barredUntil < shanghaiDate(filedAt)) return false;
  return !(isMandatory(basis) && triggeredAt > at);
}

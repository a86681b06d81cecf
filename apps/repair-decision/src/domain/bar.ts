import { shanghaiDate } from '#calendar';
import type { Basis, Initiator } from '#contracts';
import { isMandatory } from './duty.js';

/** A denial about a listing, as far as it stands in the way of a new application. */
export interface Denied {
  basis: Basis;
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
 * The denial that still bars the parties from applying anew (驳回后一定期间内不予受理, per rule set), if one
 * does. None bars the court itself. A mandatory ground is barred only by a denial of that very ground:
 * who pays after it, or was denied something else, must be removed all the same (Art 10).
 */
export function barAgainst(filing: Filing, denials: readonly Denied[]): Denied | undefined {
  const { initiator, basis, triggeredAt, filedAt } = filing;
  if (initiator === 'EX_OFFICIO') return undefined;
  return denials.find(
    (denied) =>
      denied.barredUntil >= shanghaiDate(filedAt) &&
      (!isMandatory(basis) || (denied.basis === basis && triggeredAt <= denied.at)),
  );
}

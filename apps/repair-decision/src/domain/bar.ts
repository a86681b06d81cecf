import { shanghaiDate } from '#calendar';
import type { Basis, Initiator } from '#contracts';
import { isMandatory } from './duty.js';

/** A denial about a listing, as far as it stands in the way of a new application. */
export interface Denied {
  initiator: Initiator;
  basis: Basis;
  /** 修复情形 */
  situation: string | null;
  at: Date;
  /** Last day of the bar (YYYY-MM-DD). */
  barredUntil: string;
  legalBasis: string;
}

interface Filing {
  initiator: Initiator;
  basis: Basis;
  situation: string | null;
  triggeredAt: Date;
  filedAt: Date;
}

/**
 * The denial that still bars a party from applying anew (驳回后一定期间内不予受理, per rule set), if one
 * does: it bars who was denied from asking for the same again, nobody else and nothing else. None bars
 * the court itself. Nor does it bar a mandatory ground that arose after it: who has paid since must be
 * removed all the same (Art 10).
 */
export function barAgainst(filing: Filing, denials: readonly Denied[]): Denied | undefined {
  const { initiator, basis, situation, triggeredAt, filedAt } = filing;
  if (initiator === 'EX_OFFICIO') return undefined;
  return denials.find(
    (denied) =>
      denied.barredUntil >= shanghaiDate(filedAt) &&
      denied.initiator === initiator &&
      denied.basis === basis &&
      denied.situation === situation &&
      (!isMandatory(basis) || triggeredAt <= denied.at),
  );
}

import type { ListingGround } from '#contracts';
import type { Listing } from '../src/domain/listing.js';
import { termOf, type RuleVersion, type Term } from '../src/domain/term.js';

export const OWNER = '皖0104';
export const TODAY = '2026-11-23';
export const AT = new Date('2026-11-23T04:00:00.000Z');

/** A term by the law, of a decision of a given day. */
export function aTerm(
  grounds: ListingGround[],
  decidedOn = '2026-03-02',
  ruleVersion: RuleVersion = 'FS2017-7',
): Term {
  const term = termOf({ grounds, ruleVersion, decidedOn, extension: null });
  if ('refusal' in term) throw new Error(term.refusal);
  return term;
}

/** One listing in each state. */
export function listingsInEachState(term: Term) {
  const kept = { id: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', courtCode: OWNER, version: 3 };
  const hidden = { ...kept, lastOrderNo: 2, term, publishedAt: null };
  const shown = { ...hidden, publishedAt: AT };
  return {
    decided: { ...hidden, status: 'DECIDED', publishOn: '2026-12-01' },
    grace: { ...hidden, status: 'GRACE', graceFrom: '2026-11-01', graceUntil: '2026-12-31' },
    published: { ...shown, status: 'PUBLISHED' },
    shielded: { ...shown, status: 'SHIELDED', basis: 'T_TEMP_SHIELD', until: null },
    deletedEarly: { ...shown, status: 'DELETED', basis: 'P_EARLY' },
    deletedPerformed: { ...shown, status: 'DELETED', basis: 'D1_PERFORMED' },
    expired: { ...shown, status: 'EXPIRED_DELETED', basis: 'E_TERM_EXPIRED' },
    revoked: { ...shown, status: 'REVOKED_AS_ERROR', basis: 'X_REVOKED_ERROR' },
  } satisfies Record<string, Listing>;
}

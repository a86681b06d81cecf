import { REMOVAL_BASES, type RemovalBasis } from '#contracts';
import type { Listing } from './listing.js';
import { hasUntermedGround, isTermOver, isTermRunning, type Term } from './term.js';

/** What an exit asks of the listing's grounds and term. */
type Asks =
  /** Any ground, any time. */
  | 'NOTHING'
  /** A listing without a term (Art 10 ¶1): L1, or of the text of 2013, and no other ground's term running. */
  | 'NO_TERM'
  /** A listing all of whose grounds had a term, which is over. */
  | 'TERM_OVER'
  /** Not from this state. */
  | 'NEVER';

export interface ExitRule {
  legalSource: string;
  /** From DECIDED and GRACE. */
  beforePublication: Asks;
  /** From PUBLISHED and SHIELDED. */
  onTheList: Asks;
  /** From DELETED and EXPIRED_DELETED: what is ended can only be found to have been wrong. */
  afterwards: Asks;
}

/**
 * The seven facts of Art 10 ¶1 end listings without a term. One with a term leaves by its end, or by
 * the court's early deletion. A listing on L1 and another ground leaves by them once that ground's term
 * is over; until then by P_EARLY alone. Before publication the decision to list is simply dropped, as
 * 法发〔2019〕35号 §15 says for performance in time, whatever the ground.
 */
function mandatory(item: number): ExitRule {
  return {
    legalSource: `法释〔2017〕7号 Art 10(${item}); 法发〔2019〕35号 §15`,
    beforePublication: 'NOTHING',
    onTheList: 'NO_TERM',
    afterwards: 'NEVER',
  };
}

export const EXIT_RULES: Readonly<Record<RemovalBasis, ExitRule>> = {
  D1_PERFORMED: mandatory(1),
  D2_SETTLED_PERFORMED: mandatory(2),
  D3_CREDITOR_REQUEST: mandatory(3),
  D4_TERMINATED_NO_ASSETS: mandatory(4),
  D5_STAYED: mandatory(5),
  D6_NOT_ENFORCED: mandatory(6),
  D7_CLOSED: mandatory(7),
  E_TERM_EXPIRED: {
    legalSource: '法释〔2017〕7号 Art 10 ¶2',
    beforePublication: 'TERM_OVER',
    onTheList: 'TERM_OVER',
    afterwards: 'NEVER',
  },
  P_EARLY: {
    legalSource: '法释〔2017〕7号 Art 2 ¶2',
    beforePublication: 'NOTHING',
    onTheList: 'NOTHING',
    afterwards: 'NEVER',
  },
  // An ended listing may stay in "history" pages; one that was never right may not, however late that is found.
  X_REVOKED_ERROR: {
    legalSource: '法释〔2017〕7号 Art 9, Art 12',
    beforePublication: 'NOTHING',
    onTheList: 'NOTHING',
    afterwards: 'NOTHING',
  },
};

/** Whether the law lets this listing leave on this basis on this day. */
export function mayExit(listing: Listing, basis: RemovalBasis, today: string): boolean {
  return meets(askedOf(listing, EXIT_RULES[basis]), listing.term, today);
}

/** Every exit that is open to the listing on this day. */
export function openExits(listing: Listing, today: string): RemovalBasis[] {
  return REMOVAL_BASES.filter((basis) => mayExit(listing, basis, today));
}

function askedOf({ status }: Listing, rule: ExitRule): Asks {
  switch (status) {
    case 'DECIDED':
    case 'GRACE':
      return rule.beforePublication;
    case 'PUBLISHED':
    case 'SHIELDED':
      return rule.onTheList;
    case 'DELETED':
    case 'EXPIRED_DELETED':
      return rule.afterwards;
    case 'REVOKED_AS_ERROR':
      return 'NEVER';
  }
}

function meets(asks: Asks, term: Term, today: string): boolean {
  switch (asks) {
    case 'NOTHING':
      return true;
    case 'NO_TERM':
      return hasUntermedGround(term) && !isTermRunning(term, today);
    case 'TERM_OVER':
      return isTermOver(term, today);
    case 'NEVER':
      return false;
  }
}

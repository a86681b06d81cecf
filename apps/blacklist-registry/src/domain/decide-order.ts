import {
  isRemovalBasis,
  LIFT_BASES,
  type Basis,
  type OrderAction,
  type RefusalReason,
} from '#contracts';
import { mayExit } from './exit-rules.js';
import { evolve, isAnnounced, isOpen, type Listing, type OrderedChange } from './listing.js';
import { isTermOver, type Term } from './term.js';

/** A court's order, as far as the decision about it depends on it. */
export interface Order {
  orderNo: number;
  action: OrderAction;
  basis: Basis;
  /** The court that the order names, and whose signature it carries. */
  courtCode: string;
  /** The day in China on which it takes effect. */
  effectiveOn: string;
  until: string | null;
  /** How many restrictions it lifts. */
  lifts: number;
}

/** What is true at the moment of deciding and cannot be read from the listing itself. */
export interface Facts {
  now: Date;
  /** The day in China at `now`. */
  today: string;
  /** The same debtor was listed anew under the same case while this listing was deleted. */
  listedAnew: boolean;
  /** CORRECT: what the named correction makes of the listing; null when there is none that waits. */
  correction: { term: Term; listedTwice: boolean } | null;
}

export type OrderRefusal = Exclude<RefusalReason, 'BAD_SIGNATURE' | 'UNKNOWN_LISTING'>;

/** `listing` is what to store either way: a refused order changes nothing but may use up its number. */
export type Verdict =
  | { kind: 'applied'; change: OrderedChange; listing: Listing }
  /** The listing stays as it is; what becomes of the restrictions is theirs to say. */
  | { kind: 'restrictions-only'; listing: Listing }
  | { kind: 'refused'; reason: OrderRefusal; listing: Listing };

/**
 * Decides one order on one listing, by the one table of changes.
 *
 * Another court's order leaves `lastOrderNo` alone: otherwise any court could use up the numbers of
 * a listing that is not its own and so block the owner.
 */
export function decideOrder(listing: Listing, order: Order, facts: Facts): Verdict {
  if (order.courtCode !== listing.courtCode)
    return { kind: 'refused', reason: 'OTHER_COURT', listing };
  if (order.orderNo <= listing.lastOrderNo) {
    return { kind: 'refused', reason: 'OLDER_ORDER', listing };
  }
  const numbered = { ...listing, lastOrderNo: order.orderNo };
  if (order.action === 'LIFT' && order.lifts > 0 && isLiftBasis(order.basis)) {
    return { kind: 'restrictions-only', listing: numbered };
  }
  if (order.action === 'CORRECT' && !facts.correction) {
    return { kind: 'refused', reason: 'UNKNOWN_CORRECTION', listing: numbered };
  }
  const change = changeBy(numbered, order, facts);
  if (!change) return { kind: 'refused', reason: 'ILLEGAL_TRANSITION', listing: numbered };
  return { kind: 'applied', change, listing: evolve(numbered, change, facts.now) };
}

function changeBy(listing: Listing, order: Order, facts: Facts): OrderedChange | null {
  switch (order.action) {
    case 'REMOVE':
      return remove(listing, order.basis, facts.today);
    case 'SHIELD':
      return shield(listing, order);
    case 'RESTORE':
      return facts.listedAnew ? null : restore(listing, order.basis, facts.today);
    case 'CORRECT':
      return correct(listing, order.basis, facts.correction);
    case 'LIFT':
      return null;
  }
}

/** Off the list for good, by the exits of `EXIT_RULES`; as an error, history included. */
export function remove(listing: Listing, basis: Basis, today: string): OrderedChange | null {
  if (!isRemovalBasis(basis) || !mayExit(listing, basis, today)) return null;
  const version = listing.version + 1;
  return basis === 'X_REVOKED_ERROR'
    ? { kind: 'revoked', version, basis }
    : { kind: 'removed', version, basis, cause: null };
}

/**
 * PUBLISHED → SHIELDED: 暂时屏蔽 under the court's local repair rules. One that was over before it took
 * effect is a slip of the pen.
 */
export function shield(
  listing: Listing,
  { basis, until, effectiveOn }: Pick<Order, 'basis' | 'until' | 'effectiveOn'>,
): OrderedChange | null {
  if (listing.status !== 'PUBLISHED' || basis !== 'T_TEMP_SHIELD') return null;
  if (until !== null && until < effectiveOn) return null;
  return { kind: 'shielded', version: listing.version + 1, basis, until };
}

/**
 * SHIELDED, or DELETED by P_EARLY → PUBLISHED: breach of what the repair was granted for. The order
 * repeats the basis that it undoes, so that undoing one decision never undoes a later one. Mandatory
 * exits (D, E, X) are never undone: the debtor can only be listed anew, as a new record. Nor does
 * anybody come back for a term that is over, or to a list that never showed them.
 */
export function restore(listing: Listing, basis: Basis, today: string): OrderedChange | null {
  if (listing.status !== 'SHIELDED' && listing.status !== 'DELETED') return null;
  if (basis !== 'P_EARLY' && basis !== 'T_TEMP_SHIELD') return null;
  if (listing.basis !== basis || isTermOver(listing.term, today)) return null;
  if (!isAnnounced(listing)) return null;
  return { kind: 'restored', version: listing.version + 1, basis, cause: null };
}

/** 更正 (Art 9): the content changes, the state stays. What has left the list is not corrected. */
export function correct(
  listing: Listing,
  basis: Basis,
  correction: Facts['correction'],
): OrderedChange | null {
  if (basis !== 'X_CORRECTED' || !correction || correction.listedTwice || !isOpen(listing)) {
    return null;
  }
  return { kind: 'corrected', version: listing.version + 1, basis, term: correction.term };
}

function isLiftBasis(basis: Basis): boolean {
  return LIFT_BASES.some((each) => each === basis);
}

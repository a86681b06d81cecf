import { isRemovalBasis, type Basis, type OrderAction, type RefusalReason } from '#contracts';
import { evolve, type Listing, type OrderedChange } from './listing.js';

/** A court's order, as far as the decision about it depends on it. */
export interface Order {
  orderNo: number;
  action: OrderAction;
  basis: Basis;
  /** The court that the order names, and whose signature it carries. */
  courtCode: string;
  until: string | null;
}

/** What is true at the moment of deciding and cannot be read from the listing itself. */
export interface Facts {
  /** The same debtor was listed anew under the same case while this listing was deleted. */
  listedAnew: boolean;
}

export type OrderRefusal = Exclude<
  RefusalReason,
  'BAD_SIGNATURE' | 'UNKNOWN_LISTING' | 'UNKNOWN_RESTRICTION' | 'UNKNOWN_CORRECTION'
>;

/** `listing` is what to store either way: a refused order changes nothing but may use up its number. */
export type Verdict =
  | { kind: 'applied'; change: OrderedChange; listing: Listing }
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
  const change = changeBy(numbered, order, facts);
  if (!change) return { kind: 'refused', reason: 'ILLEGAL_TRANSITION', listing: numbered };
  return { kind: 'applied', change, listing: evolve(numbered, change) };
}

function changeBy(listing: Listing, order: Order, facts: Facts): OrderedChange | null {
  switch (order.action) {
    case 'REMOVE':
      return remove(listing, order.basis);
    case 'SHIELD':
      return shield(listing, order.basis, order.until);
    case 'RESTORE':
      return facts.listedAnew ? null : restore(listing, order.basis);
    case 'CORRECT':
    case 'LIFT':
      return null;
  }
}

/** PUBLISHED or SHIELDED → DELETED: 已履行 (法释〔2017〕7号 Art 10(1)) or 提前删除 (Art 2 ¶2). */
export function remove(listing: Listing, basis: Basis): OrderedChange | null {
  if (listing.status === 'DELETED' || !isRemovalBasis(basis)) return null;
  return { kind: 'removed', version: listing.version + 1, basis };
}

/** PUBLISHED → SHIELDED: 暂时屏蔽 under the court's local repair rules. */
export function shield(listing: Listing, basis: Basis, until: string | null): OrderedChange | null {
  if (listing.status !== 'PUBLISHED' || basis !== 'T_TEMP_SHIELD') return null;
  return { kind: 'shielded', version: listing.version + 1, basis, until };
}

/**
 * SHIELDED, or DELETED by P_EARLY → PUBLISHED: breach of what the repair was granted for. The order
 * repeats the basis that it undoes, so that undoing one decision never undoes a later one. A
 * mandatory exit (D1) is never undone: the debtor can only be listed anew, as a new record.
 */
export function restore(listing: Listing, basis: Basis): OrderedChange | null {
  if (listing.status === 'PUBLISHED' || (basis !== 'P_EARLY' && basis !== 'T_TEMP_SHIELD')) {
    return null;
  }
  if (listing.basis !== basis) return null;
  return { kind: 'restored', version: listing.version + 1, basis };
}

import type { OrderIssued } from '#contracts';

/** Under which an order is remembered, so that nothing is answered twice. */
export function answerTo(order: OrderIssued['data'], digest: string, now: Date) {
  const { orderId, courtCode, orderNo, listingRef, decisionId } = order;
  return { orderId, courtCode, orderNo, listingRef, decisionId, digest, answeredAt: now };
}

/** Who did it, and to what. */
export function ledgerOf({ courtCode, listingRef }: OrderIssued['data'], now: Date) {
  return { at: now, actor: `court:${courtCode}`, subject: listingRef, courtCode };
}

/** What of an order explains the act, years later. */
export function explained(order: OrderIssued['data'], digest: string) {
  const { orderId, orderNo, action, basis, decisionId, effectiveAt, until } = order;
  const { liftRestrictions, correction, documents } = order;
  return {
    orderId,
    orderNo,
    action,
    basis,
    decisionId,
    effectiveAt,
    until,
    digest,
    liftRestrictions,
    correction,
    documents,
  };
}

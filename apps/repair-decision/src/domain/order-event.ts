import type { OrderIssued } from '#contracts';
import type { Order } from './order.js';

/** The message to the registry. It goes out under the court's signature, keyed by the listing. */
export function orderIssuedEvent(order: Order, eventId: string): OrderIssued {
  const issuedAt = order.issuedAt.toISOString();
  return {
    specversion: '1.0',
    id: eventId,
    source: 'urn:yichu:decision',
    type: 'order.issued.v1',
    subject: order.listingId,
    time: issuedAt,
    datacontenttype: 'application/json',
    partitionkey: order.listingId,
    // The listing's next version is the registry's to give.
    subjectversion: 0,
    correlationid: order.decisionId,
    causationid: order.decisionId,
    data: {
      orderId: order.id,
      orderNo: order.orderNo,
      action: order.action,
      basis: order.basis,
      listingRef: order.listingId,
      courtCode: order.courtCode,
      decisionId: order.decisionId,
      effectiveAt: issuedAt,
      until: order.until,
      scope: 'THIS_CASE_ONLY',
      ...whereGiven(order),
    },
  };
}

/** What an order has only where its decision says so: an empty list would read as a statement. */
function whereGiven({
  lifts,
  approvedAs: approvedBy,
  sanctionDomains,
  correction,
  documents,
}: Order): Partial<OrderIssued['data']> {
  return {
    ...(lifts.length > 0 && { liftRestrictions: lifts.map((lift) => ({ ...lift, approvedBy })) }),
    ...(sanctionDomains.length > 0 && { sanctionDomains: [...sanctionDomains] }),
    ...(correction && { correction: { ...correction } }),
    ...(documents.length > 0 && { documents: documents.map((document) => ({ ...document })) }),
  };
}

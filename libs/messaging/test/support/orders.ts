import { newId, type OrderIssued } from '#contracts';

/** A court's order on a listing; `orderNo` counts per listing. */
export function anOrder(listing: string, orderNo: number): OrderIssued {
  const decisionId = newId('dec');
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:decision',
    type: 'order.issued.v1',
    subject: listing,
    time: '2026-11-23T01:00:00Z',
    datacontenttype: 'application/json',
    partitionkey: listing,
    subjectversion: 0,
    correlationid: decisionId,
    causationid: decisionId,
    data: {
      orderId: newId('ord'),
      orderNo,
      action: 'REMOVE',
      basis: 'D1_PERFORMED',
      listingRef: listing,
      courtCode: '皖0104',
      decisionId,
      effectiveAt: '2026-11-23T01:00:00Z',
      until: null,
      scope: 'THIS_CASE_ONLY',
    },
  };
}

export function aListing(): string {
  return newId('lst');
}

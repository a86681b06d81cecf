import { newId, type OrderIssued } from '#contracts';
import { COURT } from './listing-bodies.js';

type OrderData = OrderIssued['data'];

/** `order.issued.v1` as the decision writes it: by default the first order, 已履行 → REMOVE. */
export function anOrder(listingRef: string, more: Partial<OrderData> = {}): OrderIssued {
  const data: OrderData = {
    orderId: newId('ord'),
    orderNo: 1,
    action: 'REMOVE',
    basis: 'D1_PERFORMED',
    listingRef,
    courtCode: COURT,
    decisionId: newId('dec'),
    effectiveAt: '2026-11-20T02:00:00.000Z',
    until: null,
    scope: 'THIS_CASE_ONLY',
    ...more,
  };
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:decision',
    type: 'order.issued.v1',
    subject: listingRef,
    time: '2026-11-20T02:00:00.000Z',
    datacontenttype: 'application/json',
    partitionkey: listingRef,
    subjectversion: 0,
    correlationid: data.decisionId,
    causationid: data.decisionId,
    data,
  };
}

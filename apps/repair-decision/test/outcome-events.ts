import {
  newId,
  type ChangeAccepted,
  type ObligationOutcome,
  type OrderApplied,
  type OrderIssued,
  type OrderRefused,
} from '#contracts';

const TIME = '2026-11-23T04:00:01.000Z';

/** `order.applied.v1` as the registry answers this order. */
export function appliedAs(
  { data }: OrderIssued,
  version: number,
  more: Partial<OrderApplied['data']> = {},
): OrderApplied {
  const { orderId, orderNo, listingRef, decisionId } = data;
  return {
    ...envelope('urn:yichu:registry', listingRef, decisionId),
    type: 'order.applied.v1',
    data: { orderId, orderNo, listingRef, decisionId, version, ...more },
  };
}

/** `order.refused.v1`: of the order's own bytes, unless the digest says otherwise. */
export function refusedAs(
  { data }: OrderIssued,
  refusal: Pick<OrderRefused['data'], 'reason' | 'digest'> & Partial<OrderRefused['data']>,
): OrderRefused {
  const { orderId, listingRef, decisionId } = data;
  return {
    ...envelope('urn:yichu:registry', listingRef, decisionId),
    type: 'order.refused.v1',
    data: { orderId, listingRef, decisionId, authentic: true, ...refusal },
  };
}

/** `change.accepted.v1` as the publisher reports it. */
export function acceptedAs(
  { data }: OrderIssued,
  version: number,
  expected: number,
  more: Partial<ChangeAccepted['data']> = {},
): ChangeAccepted {
  const { listingRef, decisionId } = data;
  return {
    ...envelope('urn:yichu:publisher', listingRef, decisionId),
    type: 'change.accepted.v1',
    data: { listingRef, version, decisionId, expected, ...more },
  };
}

/** What the publisher reports of one obligation. */
export function obligationAs(
  type: ObligationOutcome['type'],
  { data }: OrderIssued,
  more: Partial<ObligationOutcome['data']> = {},
): ObligationOutcome {
  const { listingRef, decisionId } = data;
  return {
    ...envelope('urn:yichu:publisher', listingRef, decisionId),
    type,
    data: {
      obligationId: newId('obl'),
      subscriberId: newId('sub'),
      listingRef,
      version: 2,
      decisionId,
      at: TIME,
      ...more,
    },
  };
}

function envelope(source: string, listing: string, decision: string) {
  return {
    specversion: '1.0',
    id: newId('evt'),
    source,
    subject: listing,
    time: TIME,
    datacontenttype: 'application/json',
    partitionkey: listing,
    subjectversion: 2,
    correlationid: decision,
    causationid: decision,
  } as const;
}

import type { OrderApplied, OrderRefused, RefusalReason, RestrictionState } from '#contracts';

export interface AnsweredOrder {
  eventId: string;
  now: Date;
  orderId: string;
  listingRef: string;
}

export interface Applied extends AnsweredOrder {
  orderNo: number;
  decisionId: string;
  version: number;
  /** False where nobody was told of the listing yet, so that no change follows. */
  announced: boolean;
  /** What became of the restrictions that the order names. */
  restrictions: LiftedRestriction[];
}

/** One restriction after the order that lifts it. */
export interface LiftedRestriction {
  restrictionRef: string;
  state: RestrictionState;
  version: number;
  /** False where an earlier order had lifted it already. */
  changed?: false;
}

export interface Refused extends AnsweredOrder {
  /** Null where a forged copy names none. */
  decisionId: string | null;
  reason: RefusalReason;
  authentic: boolean;
  /** `sha256:<hex>` of the refused bytes. */
  digest: string;
}

/** The answer that the decision waits for: the listing now has `version`. */
export function orderAppliedEvent(applied: Applied): OrderApplied {
  const { orderId, orderNo, listingRef, decisionId, version, announced, restrictions } = applied;
  return {
    ...envelope(applied, decisionId, version),
    type: 'order.applied.v1',
    data: {
      orderId,
      orderNo,
      listingRef,
      decisionId,
      version,
      ...(!announced && { announced }),
      ...(restrictions.length > 0 && { restrictions: restrictions.map((each) => ({ ...each })) }),
    },
  };
}

/** The answer to an order, or to a copy of one, that changed nothing. */
export function orderRefusedEvent(refused: Refused): OrderRefused {
  const { orderId, listingRef, decisionId, reason, authentic, digest } = refused;
  return {
    ...envelope(refused, decisionId ?? orderId, 0),
    type: 'order.refused.v1',
    data: { orderId, listingRef, decisionId, reason, authentic, digest },
  };
}

function envelope(
  { eventId, now, orderId, listingRef }: AnsweredOrder,
  correlationid: string,
  version: number,
) {
  return {
    specversion: '1.0',
    id: eventId,
    source: 'urn:yichu:registry',
    subject: listingRef,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: listingRef,
    subjectversion: version,
    correlationid,
    causationid: orderId,
  } as const;
}

import type { PushedChange, QueuedPush } from './queued-push.js';

/** One obligation that was just frozen, as a stream of its subscriber has to send it. */
export interface OfferedObligation {
  id: string;
  subscriberId: string;
  offset: number;
}

/** A change whose transaction has committed, with everybody who must be told. */
export interface OfferedChange {
  eventId: string;
  /** Of which listing or restriction it is a version: they are pushed in order. */
  aggregateId: string;
  listingId: string;
  version: number;
  decisionId: string | null;
  courtCode: string;
  bytes: Buffer;
  jws: string;
  traceparent: string;
  obligations: readonly OfferedObligation[];
}

export function changeOf(offered: OfferedChange): PushedChange {
  const { eventId, listingId, decisionId, courtCode, bytes, jws, traceparent } = offered;
  return { eventId, listingId, decisionId, courtCode, bytes, jws, traceparent };
}

export function queuedOf(
  { aggregateId, version }: OfferedChange,
  change: PushedChange,
  obligationId: string,
  offset: number,
): QueuedPush {
  return {
    ...{ offset, aggregateId, version, obligationId, change },
    ...{ lane: 'first', attempts: 0, applyBy: null },
  };
}

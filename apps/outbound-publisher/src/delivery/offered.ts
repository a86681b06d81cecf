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

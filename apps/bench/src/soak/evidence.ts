import type { ObligationState } from '#stack';

/** One change as it was written to Kafka. */
export interface Sent {
  eventId: string;
  /** Its place in what was sent. */
  no: number;
  listing: string;
  version: number;
  type: string;
  court: string;
  /** Of its exact bytes. */
  hash: string;
}

/** A subscriber, as it was agreed with it. */
export interface Member {
  id: string;
  /** Its place at the receivers. */
  number: number;
  channel: 'webhook' | 'feed';
  /** Null: all courts. */
  courts: readonly string[] | null;
  /** Says what it applied, and can be looked at. */
  claims: boolean;
  /** May be left out of older versions. */
  stateTransfer: boolean;
  /** Subscribed in the middle of traffic: how many changes had been sent by then. Null: before all. */
  late: number | null;
}

/** One push as its receiver saw it start; in the order of their starts. */
export interface Arrival {
  member: number;
  eventId: string;
  listing: string;
  version: number;
  hash: string;
  /** Null: never answered, or the connection was cut. */
  status: number | null;
  /** Milliseconds since 1970. */
  at: number;
}

/** One entry of a feed as its reader got it, in order. */
export interface Read {
  member: number;
  offset: number;
  eventId: string;
  hash: string;
}

/** An obligation as the publisher shows it at the end. */
export interface Owed {
  subscriber: string;
  eventId: string;
  listing: string;
  version: number;
  offset: number;
  state: ObligationState;
  supersededBy: number | null;
  deliveredAt: string | null;
  lastLook: { at: string; result: string; reason: string | null } | null;
}

/** All that is known once everything has come to rest, from both ends. */
export interface Evidence {
  sent: readonly Sent[];
  /** The first is told of everything from the start: its offsets are the order of commits. */
  members: readonly Member[];
  arrivals: readonly Arrival[];
  reads: readonly Read[];
  owed: readonly Owed[];
}

export interface Violation {
  rule: Rule;
  what: string;
}

/** What a run may break; each is a sentence of design.md's invariants 1–5. */
export type Rule =
  | 'one obligation per change and subscriber'
  | 'the expected set is what the contract says'
  | 'every obligation ends'
  | 'what superseded it is owed too'
  | 'nothing is lost'
  | 'delivered means that it arrived'
  | 'no older version after a newer one'
  | 'only what is owed, with its own id and bytes'
  | 'offsets are contiguous, in one order for all'
  | 'a reader of the feed misses nothing';

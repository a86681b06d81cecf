import type { Breaker, BreakerReason } from './breaker.js';
import type { Channel, StreamStatus } from './stream.js';

/** How many waiting pushes are counted one by one; of more it is only said that there are. */
export const COUNTED_WAITING = 10_000;

/** Where a stream that is pushed to stands. */
export interface PushStanding {
  streamId: string;
  /** Every offset up to here was pushed, passed over, or waits; up to a second old. */
  settledOffset: number;
  /** Obligations of its subscriber beyond that. */
  lag: number;
  /** Pushes that wait, by why: a failure, a refusal, said again, or behind an older one. At most 10,000 are counted. */
  waiting: { retry: number; nacked: number; again: number; behind: number };
  /** When the first of them is due; null where none is. */
  nextDueAt: Date | null;
  breaker: Breaker | null;
  /** Of what waits now: how its last attempt failed. */
  lastFailure: {
    at: Date | null;
    outcome: string | null;
    httpStatus: number | null;
    detail: string | null;
  } | null;
}

/** Held by a person or by its breaker, or with pushes that were refused or have failed five times. */
export interface TroubledStream {
  id: string;
  subscriberId: string;
  channel: Channel;
  status: StreamStatus;
  breakerReason: BreakerReason | null;
  isStuck: boolean;
}

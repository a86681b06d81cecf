import type { PushOutcome } from '../domain/push-outcome.js';

/** Where a stream's pushes go, and what they are signed with; the same object for as long as that holds. */
export interface PushTarget {
  streamId: string;
  subscriberId: string;
  channel: 'webhook' | 'kafka';
  /** Webhook only. */
  url: string | null;
  /** Kafka only. */
  topic: string | null;
  sealedSecret: Buffer;
  /** Signs beside the new one until then: rotation without a gap. */
  previousSealedSecret: Buffer | null;
  previousSecretUntil: Date | null;
  /** How many pushes may be under way at once; our default without. */
  maxInFlight?: number | null;
}

/** One attempt to tell a stream of one change. */
export interface OutgoingPush {
  target: PushTarget;
  /** `dlv_…`, new for each attempt. */
  deliveryId: string;
  eventId: string;
  /** The exact bytes that the registry signed. */
  bytes: Buffer;
  jws: string;
  traceparent: string | null;
  /** The listing or restriction whose versions are kept in order. */
  partitionKey: string;
  offset: number;
  epoch: number;
  attempt: number;
  applyBy: Date | null;
  /** Whether it may still go out, asked right before it does: a process may have frozen meanwhile. */
  mayStart?: () => boolean;
}

/** One request that was made, or could not be. */
export interface Push {
  outcome: PushOutcome;
  httpStatus: number | null;
  /** Short and free of the receiver's own words. */
  detail: string | null;
  durationMs: number;
  /** How the receiver's answer began (2 KiB at most), for whoever looks into it; null where it said nothing. */
  answer: string | null;
}

/** A way to push; what is pushed is the same bytes on all of them. */
export interface ChannelSender {
  /** Never throws: whatever goes wrong is an outcome. */
  push(given: OutgoingPush, stopping: AbortSignal): Promise<Push>;
}

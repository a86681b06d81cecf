import type { Queued } from '../domain/stream-window.js';

/** A change as it is pushed: the exact bytes, shared by every stream that has it in memory. */
export interface PushedChange {
  eventId: string;
  listingId: string;
  decisionId: string | null;
  courtCode: string;
  bytes: Buffer;
  jws: string;
  traceparent: string | null;
}

/** One obligation on its way through one stream. */
export interface QueuedPush extends Queued {
  readonly obligationId: string;
  readonly change: PushedChange;
  /** Attempts that were made before. */
  readonly attempts: number;
  /** Where its deadline runs already. */
  readonly applyBy: Date | null;
}

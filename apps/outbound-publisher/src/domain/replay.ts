import type { ObligationState } from './obligation.js';

/** Whose changes are pushed again; what is null is not restricted. */
export interface ReplayChoice {
  subscriberId: string | null;
  streamId: string | null;
  listingId: string | null;
  state: ObligationState | null;
  /** When the change was taken in: from here on, and before there. */
  from: Date | null;
  to: Date | null;
}

/** `selecting` and `pushing` go on by themselves, through restarts too; `cancelling` until its rows are gone. */
export type ReplayStatus = 'selecting' | 'pushing' | 'cancelling' | 'cancelled' | 'done';

export interface Replay extends ReplayChoice {
  id: string;
  requestedBy: string;
  createdAt: Date;
  status: ReplayStatus;
  afterSubscriber: string;
  afterOffset: number;
  /** Obligations that were asked for. */
  selected: number;
  /** Those of them that are not pushed: a newer version says what counts, or nothing can be sent. */
  skipped: number;
  /** Pushes: one per obligation and stream. */
  queued: number;
  delivered: number;
  /** Not pushed any more, because a newer version came. */
  overtaken: number;
  endedAt: Date | null;
}

export const SKIP_REASONS = ['superseded', 'redacted', 'no_push_stream'] as const;
/** Why something that was asked for is not pushed. */
export type SkipReason = (typeof SKIP_REASONS)[number];

/** A replay of everything to everybody is no replay: one of these has to say what is meant. */
export function isRestricted(choice: ReplayChoice): boolean {
  return Object.values(choice).some((restriction) => restriction !== null);
}

import type { PushOutcome } from './push-outcome.js';
import { nextAttemptAfterNack, nextAttemptAt } from './retry-schedule.js';
import type { Lane } from './stream-window.js';

/** A push that was tried, and what has come of it. */
export interface TriedPush {
  outcome: PushOutcome;
  lane: Lane;
  /** This one included. */
  attempts: number;
  applyBy: Date | null;
  /** There is a newer version of its listing. */
  isOvertaken: boolean;
  /** Its stream is sent the newest state of a listing only. */
  onlyNewest: boolean;
}

/** When it is tried again; null where it is not: it arrived, or a newer version says all that matters now. */
export function nextTryAt(push: TriedPush, now: Date, random: () => number): Date | null {
  const { outcome, lane, attempts, applyBy, isOvertaken, onlyNewest } = push;
  switch (outcome.kind) {
    case 'delivered':
      return null;
    case 'nacked':
      return isOvertaken ? null : nextAttemptAfterNack(now, random());
    case 'retry': {
      const { reason, retryAfter } = outcome;
      // It stays where it was, and goes out again as soon as somebody holds the stream.
      if (reason === 'interrupted') return null;
      if (isOvertaken && (onlyNewest || lane === 'nacked' || lane === 'again')) return null;
      return nextAttemptAt({ attempts, now, applyBy, retryAfter, reason, random: random() });
    }
  }
}

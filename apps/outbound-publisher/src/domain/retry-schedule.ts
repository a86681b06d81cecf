import type { RetryReason } from './push-outcome.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second … failed attempt; after the last of them every 12 hours, until delivered. */
export const RETRY_DELAYS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
] as const;
export const LAST_RETRY_DELAY = 12 * HOUR;

/** A refused event waits for people on both sides, not for a network. */
export const NACK_RETRY_DELAY = 12 * HOUR;

/** Whoever is too slow, or says that it has enough, gets more of a breath than whoever was not there. */
export const OVERLOAD_FLOOR = 60 * SECOND;

/** Spreads the retries of many deliveries that failed together. */
const JITTER = 0.2;
/** A receiver that asks for no wait at all still gets a breath. */
const SHORTEST_RETRY_AFTER = 1 * SECOND;

export interface FailedAttempt {
  /** Attempts made so far, this one included. */
  attempts: number;
  now: Date;
  applyBy: Date | null;
  /** What the receiver asked for, in milliseconds from now; null when it asked for nothing. */
  retryAfter: number | null;
  reason?: RetryReason;
  /** From [0, 1). */
  random: number;
}

/**
 * When to try again. A receiver's `Retry-After` overrides the schedule and its floor, but cannot push
 * the next attempt past the deadline (nor, once that has passed, past what the schedule says).
 */
export function nextAttemptAt(failed: FailedAttempt): Date {
  return later(failed.now, askedWait(failed) ?? scheduledWait(failed));
}

/**
 * For how long the receiver's `Retry-After` is honoured, in milliseconds; null where it asked for
 * nothing. The whole stream waits for that long.
 */
export function askedWait(failed: FailedAttempt): number | null {
  if (failed.retryAfter === null) return null;
  const untilDeadline = failed.applyBy ? failed.applyBy.getTime() - failed.now.getTime() : Infinity;
  const latest = Math.min(Math.max(scheduledWait(failed), untilDeadline), LAST_RETRY_DELAY);
  return Math.min(Math.max(failed.retryAfter, SHORTEST_RETRY_AFTER), latest);
}

/** When a refused event is offered again. */
export function nextAttemptAfterNack(now: Date, random: number): Date {
  return later(now, jittered(NACK_RETRY_DELAY, random));
}

function scheduledWait({ attempts, reason, random }: FailedAttempt): number {
  const wait = jittered(RETRY_DELAYS[attempts - 1] ?? LAST_RETRY_DELAY, random);
  if (reason !== 'timeout' && reason !== 'throttled') return wait;
  // Spread here too: what was held for a minute would else come back all at once.
  return Math.max(wait, Math.round(OVERLOAD_FLOOR * (1 + JITTER * random)));
}

function jittered(delay: number, random: number): number {
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}

function later(from: Date, by: number): Date {
  return new Date(from.getTime() + by);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Requests are counted per minute, and the last five of them count. */
const BUCKET_MS = MINUTE;
const BUCKETS = 5;
/** Fewer say nothing about an endpoint. */
const FEWEST_REQUESTS = 10;
const FAILURE_SHARE = 0.7;
/** A busy stream that dies: its many good minutes before must not hide that nothing gets through. */
const FAILURES_IN_A_ROW = 20;

const FIRST_PROBE_AFTER = 30 * SECOND;
const LONGEST_PROBE_WAIT = 5 * MINUTE;
/** A probe whose end nobody recorded (its process died) is made again after that. */
const PROBE_LOST_AFTER = 30 * SECOND;

/** Why nothing is pushed: too much failed, or the receiver says that the endpoint is no more (410). */
export type BreakerReason = 'failures' | 'gone';

/**
 * Whether a stream's endpoint is worth pushing to; plain data, kept as JSON. Open: nothing is pushed,
 * nothing is dropped, and a verification event from time to time finds out whether the endpoint is
 * back. It never disables a stream: a removal is owed for as long as it takes.
 */
export interface Breaker {
  readonly state: 'closed' | 'open' | 'half-open';
  readonly reason: BreakerReason | null;
  /** When it opened; null while it is closed. */
  readonly since: number | null;
  /** When the next verification event goes out; null while it is closed. */
  readonly probeAt: number | null;
  readonly failedProbes: number;
  readonly failuresInARow: number;
  /** The minute that the first pair of `counts` is of. */
  readonly minute: number;
  /** Good and bad requests by turns, newest minute first. */
  readonly counts: readonly number[];
}

/** What an end of a request says of the endpoint. A refused event (nack) is an endpoint that works. */
export interface EndpointSign {
  readonly ok: boolean;
  readonly at: number;
  /** The receiver says that the endpoint is no more. */
  readonly gone?: boolean;
}

export const closedBreaker: Breaker = {
  state: 'closed',
  reason: null,
  since: null,
  probeAt: null,
  failedProbes: 0,
  failuresInARow: 0,
  minute: 0,
  counts: Array.from({ length: 2 * BUCKETS }, () => 0),
};

/**
 * What a push's end makes of it. One that was under way when it opened changes nothing any more: at
 * seven failures in ten, the next good one would close it at once.
 */
export function afterPush(breaker: Breaker, { ok, at, gone = false }: EndpointSign): Breaker {
  if (gone && breaker.reason !== 'gone') return opened('gone', at);
  if (breaker.state !== 'closed') return breaker;
  const counted = count(breaker, ok, at);
  return isFailing(counted) ? opened('failures', at) : counted;
}

/** A verification event goes out. */
export function duringProbe(breaker: Breaker, at: number): Breaker {
  if (breaker.state === 'closed') return breaker;
  return { ...breaker, state: 'half-open', probeAt: at + PROBE_LOST_AFTER };
}

/** One good probe closes it, and what was counted before is forgotten. */
export function afterProbe(breaker: Breaker, { ok, at, gone = false }: EndpointSign): Breaker {
  if (breaker.state === 'closed') return breaker;
  if (ok) return closedBreaker;
  const reason = gone ? 'gone' : breaker.reason;
  const failedProbes = breaker.failedProbes + 1;
  return {
    ...breaker,
    state: 'open',
    reason,
    failedProbes,
    probeAt: at + wait(reason, failedProbes),
  };
}

/** When the next verification event is due; null while pushes go. */
export function probeDueAt(breaker: Breaker): number | null {
  return breaker.probeAt;
}

/** Whether pushes may go. */
export function letsThrough(breaker: Breaker): boolean {
  return breaker.state === 'closed';
}

function opened(reason: BreakerReason, at: number): Breaker {
  return { ...closedBreaker, state: 'open', reason, since: at, probeAt: at + wait(reason, 0) };
}

/** An endpoint that says it is gone is asked rarely, in case it said so by mistake. */
function wait(reason: BreakerReason | null, failedProbes: number): number {
  if (reason === 'gone') return LONGEST_PROBE_WAIT;
  return Math.min(FIRST_PROBE_AFTER * 2 ** failedProbes, LONGEST_PROBE_WAIT);
}

function count(breaker: Breaker, ok: boolean, at: number): Breaker {
  const minute = Math.floor(at / BUCKET_MS);
  const passed = minute - breaker.minute;
  const counts = aged(breaker.counts, passed);
  counts[ok ? 0 : 1]! += 1;
  return {
    ...breaker,
    failuresInARow: ok ? 0 : breaker.failuresInARow + 1,
    // A clock that was set back counts into the newest minute.
    minute: Math.max(minute, breaker.minute),
    counts,
  };
}

function aged(counts: readonly number[], minutes: number): number[] {
  const next = counts.slice();
  if (minutes <= 0) return next;
  const moved = 2 * Math.min(minutes, BUCKETS);
  next.copyWithin(moved, 0);
  return next.fill(0, 0, moved);
}

function isFailing({ counts, failuresInARow }: Breaker): boolean {
  if (failuresInARow >= FAILURES_IN_A_ROW) return true;
  if (failuresInARow === 0) return false;
  let good = 0;
  let bad = 0;
  for (let i = 0; i < counts.length; i += 2) {
    good += counts[i] ?? 0;
    bad += counts[i + 1] ?? 0;
  }
  return good + bad >= FEWEST_REQUESTS && bad >= FAILURE_SHARE * (good + bad);
}

import type { Arrival, Platform } from './platforms.js';

/** One approved decision: the moment its commit is dated, which `correlationid` of its event it is. */
export interface Approval {
  decisionId: string;
  approvedAt: string;
}

export interface Latency {
  p50: number | null;
  p99: number | null;
}

/**
 * Milliseconds from each approval to the first arrival of its event at each platform of `timed`. A
 * faulty platform's own refusals are no measure of ours, and a feed is read when its reader likes:
 * both are left out by `isTimed`.
 */
export function latencies(
  approvals: readonly Approval[],
  arrivals: ReadonlyArray<readonly Arrival[]>,
): number[] {
  return arrivals.flatMap((atOnePlatform) => {
    const firsts = firstArrivals(atOnePlatform);
    return approvals.flatMap(({ decisionId, approvedAt }) => {
      const first = firsts.get(decisionId);
      return first === undefined ? [] : [first - Date.parse(approvedAt)];
    });
  });
}

/** Whether a platform's arrivals count: it takes webhooks and isn't switched faulty. */
export function isTimed({ behaviour }: Pick<Platform, 'behaviour'>): boolean {
  return behaviour === 'honest' || behaviour === 'lying';
}

/** Median and 99th percentile by nearest rank; null without samples. */
export function percentiles(samples: readonly number[]): Latency {
  const sorted = [...samples].sort((one, other) => one - other);
  const rank = (share: number): number | null =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { p50: rank(0.5), p99: rank(0.99) };
}

function firstArrivals(arrivals: readonly Arrival[]): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const { correlationId, receivedAt } of arrivals) {
    const at = Date.parse(receivedAt);
    firsts.set(correlationId, Math.min(at, firsts.get(correlationId) ?? at));
  }
  return firsts;
}

import { closedBreaker } from '../domain/breaker.js';
import type { PushStanding } from '../domain/standing.js';

/** Where a pushed stream stands, as its subscriber and operations see it. */
export function standingResponse({ settledOffset, lag, waiting, ...standing }: PushStanding) {
  const { state, reason, since, probeAt, failedProbes } = standing.breaker ?? closedBreaker;
  return {
    ...{ settledOffset, lag, waiting },
    nextDueAt: standing.nextDueAt,
    breaker: {
      ...{ state, reason, failedProbes },
      since: since === null ? null : new Date(since),
      nextProbeAt: probeAt === null ? null : new Date(probeAt),
    },
    lastFailure: standing.lastFailure,
  };
}

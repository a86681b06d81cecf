import {
  isOpen,
  isTimed,
  latencies,
  percentiles,
  requiresAbsence,
  type Arrival,
  type Latency,
  type Obligation,
  type ObligationState,
  type Platform,
} from '#stack';
import type { CaseOutcome } from '../cases/run-case.js';

/** The last line of `demo --once --json`: outside scripts rely on its shape. */
export interface Summary {
  ok: boolean;
  infrastructure: { kafka: string; postgres: string };
  decisions: number;
  subscribers: number;
  obligations: number;
  received: number;
  verified: number;
  open: { subscriber: string; listing: string; state: ObligationState }[];
  latencyMs: Latency;
  seconds: number;
}

/** What is known once the cases have ended. */
export interface Evidence {
  infrastructure: Summary['infrastructure'];
  platforms: readonly Platform[];
  outcomes: readonly CaseOutcome[];
  /** Listings that no decision touched. */
  rest: readonly string[];
  obligations: readonly Obligation[];
  /** Of every platform, in the order of `platforms`. */
  arrivals: ReadonlyArray<readonly Arrival[]>;
  seconds: number;
}

/** Adds the evidence up. Publications are obligations like any other. */
export function summarise(evidence: Evidence): Summary {
  const { infrastructure, platforms, outcomes, obligations, arrivals, seconds } = evidence;
  const approvals = outcomes.flatMap(({ approvals: ofCase }) => ofCase);
  const timed = arrivals.filter((_, i) => platforms[i] !== undefined && isTimed(platforms[i]));
  return {
    ok: isAsExpected(platforms, obligations),
    infrastructure,
    decisions: approvals.length,
    subscribers: platforms.length,
    obligations: obligations.length,
    received: obligations.filter(({ deliveredAt }) => deliveredAt !== null).length,
    verified: obligations.filter(({ state }) => state === 'verified' || state === 'closed').length,
    open: obligations
      .filter(isOpen)
      .map(({ subscriber, listing, state }) => ({ subscriber, listing, state })),
    latencyMs: percentiles(latencies(approvals, timed)),
    seconds,
  };
}

/**
 * The demo has shown what it is for exactly when somebody was caught, and nobody but the lying
 * platform, at every record it should have removed.
 */
export function isAsExpected(
  platforms: readonly Pick<Platform, 'id' | 'behaviour'>[],
  obligations: readonly Obligation[],
): boolean {
  const lying = new Set(
    platforms.filter(({ behaviour }) => behaviour === 'lying').map(({ id }) => id),
  );
  const open = obligations.filter(isOpen);
  const lies = obligations.filter(
    (obligation) => lying.has(obligation.subscriber) && requiresAbsence(obligation),
  );
  return (
    open.length > 0 &&
    open.length === lies.length &&
    lies.every(({ state }) => state === 'contradicted')
  );
}

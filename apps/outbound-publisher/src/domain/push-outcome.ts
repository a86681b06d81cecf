import type { PaceResult } from './pace.js';
import type { PushFailure } from './push-failure.js';
import { retryAfterOf } from './retry-after.js';

export type { PushFailure } from './push-failure.js';

/** What came of one request. A status that has arrived counts, whatever becomes of the answer's body. */
export type PushAnswer =
  | { kind: 'answered'; status: number; retryAfter: string | null; webhookDelivery: string | null }
  | { kind: 'failed'; reason: PushFailure };

/** What the answer means for the delivery. */
export type PushOutcome =
  | { kind: 'delivered' }
  /** The receiver will not take this event in: slow lane, and a person looks at it. Never dropped. */
  | { kind: 'nacked' }
  /** @property retryAfter milliseconds for which the receiver asked us to wait. */
  | { kind: 'retry'; reason: RetryReason; retryAfter: number | null };

export type RetryReason =
  | PushFailure
  | 'throttled'
  | 'unavailable'
  /** 401, 403: an operator of either side has to act, but the removal keeps being offered. */
  | 'auth'
  | 'gone'
  | 'redirect'
  | 'status';

/** A subscriber cannot opt out of a removal: these are refusals like a 400. */
const REFUSING_HEADERS = ['disable', 'abort-message'];

/** What is wrong is this very message: bad, too large, of a type or with a content that is not taken. */
const REFUSING_STATUSES = [400, 413, 415, 422];

/** Reads an answer. Any 2xx is receipt and nothing more. */
export function outcomeOf(answer: PushAnswer, now: Date): PushOutcome {
  if (answer.kind === 'failed') return retry(answer.reason);
  const { status } = answer;
  // Before it says anything: a status that HTTP does not have, or one that cannot be an answer's last.
  if (!Number.isInteger(status) || status < 200 || status > 599) return retry('malformed');
  if (refuses(answer.webhookDelivery)) return { kind: 'nacked' };
  if (status < 300) return { kind: 'delivered' };
  if (status < 400) return retry('redirect');
  if (REFUSING_STATUSES.includes(status)) return { kind: 'nacked' };
  return retry(reasonOf(status), retryAfterOf(answer.retryAfter, now));
}

/** What one push says of its endpoint (for the breaker) and of its speed (for the pace). */
export interface Bearing {
  endpoint: 'good' | 'bad' | 'gone' | 'says-nothing';
  pace: PaceResult | 'says-nothing';
}

/** Whoever refuses one event, or asks us to slow down, has an endpoint that works. */
export function bearingOf(outcome: PushOutcome): Bearing {
  switch (outcome.kind) {
    case 'delivered':
      return { endpoint: 'good', pace: 'ok' };
    case 'nacked':
      return { endpoint: 'good', pace: 'nacked' };
    case 'retry':
      return bearingOfFailure(outcome.reason);
  }
}

/** What only people can repair: operations are told at once instead of after some failures. */
export function needsPeople(reason: RetryReason): boolean {
  return reason === 'auth' || reason === 'gone' || reason === 'tls' || reason === 'address';
}

function bearingOfFailure(reason: RetryReason): Bearing {
  switch (reason) {
    case 'interrupted':
      return { endpoint: 'says-nothing', pace: 'says-nothing' };
    case 'throttled':
      return { endpoint: 'says-nothing', pace: 'throttled' };
    case 'timeout':
      return { endpoint: 'bad', pace: 'timeout' };
    case 'gone':
      return { endpoint: 'gone', pace: 'failed' };
    case 'connection':
    case 'reset':
    case 'malformed':
    case 'tls':
    case 'name':
    case 'address':
    case 'unavailable':
    case 'auth':
    case 'redirect':
    case 'status':
      return { endpoint: 'bad', pace: 'failed' };
  }
}

function reasonOf(status: number): RetryReason {
  switch (status) {
    case 401:
    case 403:
    case 407:
    case 511:
      return 'auth';
    // The receiver, or what stands before it, waited in vain: as slow as one that never answers.
    case 408:
    case 504:
      return 'timeout';
    case 410:
      return 'gone';
    case 429:
      return 'throttled';
    // Too early to process, or not able to just now: both ask for nothing but another try.
    case 425:
    case 503:
      return 'unavailable';
    default:
      return 'status';
  }
}

function refuses(header: string | null): boolean {
  return header !== null && REFUSING_HEADERS.includes(header.trim().toLowerCase());
}

function retry(reason: RetryReason, retryAfter: number | null = null): PushOutcome {
  return { kind: 'retry', reason, retryAfter };
}

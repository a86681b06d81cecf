/** What came of one request. */
export type PushAnswer =
  | { kind: 'answered'; status: number; retryAfter: string | null; webhookDelivery: string | null }
  | { kind: 'failed'; reason: PushFailure };

export type PushFailure =
  | 'timeout'
  | 'connection'
  | 'tls'
  | 'name'
  /** The address guard refused where the request would have gone. */
  | 'address'
  /** We are stopping, or held the delivery for too long: it is free for anybody at once. */
  | 'interrupted';

/** What the answer means for the delivery. */
export type PushOutcome =
  | { kind: 'delivered' }
  /** The receiver will not take this event in: slow lane, and a person looks at it. Never dropped. */
  | { kind: 'nacked' }
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

/** Reads an answer. Any 2xx is receipt and nothing more. */
export function outcomeOf(answer: PushAnswer, now: Date): PushOutcome {
  if (answer.kind === 'failed') return retry(answer.reason);
  const { status } = answer;
  if (refuses(answer.webhookDelivery)) return { kind: 'nacked' };
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 400 || status === 415 || status === 422) return { kind: 'nacked' };
  if (status === 429) return retry('throttled', retryAfterOf(answer.retryAfter, now));
  if (status === 503) return retry('unavailable', retryAfterOf(answer.retryAfter, now));
  if (status === 401 || status === 403) return retry('auth');
  if (status === 410) return retry('gone');
  if (status >= 300 && status < 400) return retry('redirect');
  return retry('status');
}

function refuses(header: string | null): boolean {
  return header !== null && REFUSING_HEADERS.includes(header.trim().toLowerCase());
}

function retry(reason: RetryReason, retryAfter: number | null = null): PushOutcome {
  return { kind: 'retry', reason, retryAfter };
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. @returns milliseconds from now. */
function retryAfterOf(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

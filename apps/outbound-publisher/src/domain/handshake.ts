/** What a receiver answered to the OPTIONS handshake (CloudEvents, HTTP webhooks, §4). */
export interface HandshakeAnswer {
  status: number;
  /** `WebHook-Allowed-Origin` */
  allowedOrigin: string | null;
  /** `WebHook-Allowed-Rate`: requests per minute. */
  allowedRate: string | null;
}

export type Permission =
  { allowed: true; ratePerSecond: number | null } | { allowed: false; reason: HandshakeRefusal };

/** Why a receiver does not allow our pushes. */
export type HandshakeRefusal =
  /** It answered with something else than success. */
  | 'STATUS'
  /** It does not name us, or everybody, as allowed. */
  | 'ORIGIN'
  /** The rate is not a number of requests per minute, nor `*`. */
  | 'RATE';

/** Reads it; a receiver that says nothing of a rate leaves it to us. */
export function permissionOf(answer: HandshakeAnswer, origin: string): Permission {
  const { status, allowedOrigin, allowedRate } = answer;
  if (status < 200 || status >= 300) return { allowed: false, reason: 'STATUS' };
  const named = allowedOrigin?.trim().toLowerCase();
  if (named !== '*' && named !== origin.toLowerCase()) return { allowed: false, reason: 'ORIGIN' };
  const rate = allowedRate?.trim() ?? '*';
  if (rate === '*') return { allowed: true, ratePerSecond: null };
  if (!/^[1-9]\d{0,8}$/.test(rate)) return { allowed: false, reason: 'RATE' };
  // Whole seconds are our smallest measure: who wants less than one a second gets one.
  return { allowed: true, ratePerSecond: Math.max(1, Math.floor(Number(rate) / 60)) };
}

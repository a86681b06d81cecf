/** Why a request got no answer. */
export type PushFailure =
  /** Nobody answered, or not within the time that all of it may take. */
  | 'timeout'
  /** No connection: refused, no route, no such host or network. */
  | 'connection'
  /** The connection ended before the answer's head was there. */
  | 'reset'
  /** What came is not HTTP, or more head than we read. */
  | 'malformed'
  /** Its certificate does not hold, or no encryption could be agreed on: we never push without. */
  | 'tls'
  /** Its name has no address, or nobody could say. */
  | 'name'
  /** The address guard refused where the request would have gone. */
  | 'address'
  /** We are stopping, or held the delivery for too long: it is free for anybody at once. */
  | 'interrupted';

const REASONS: Readonly<
  Record<Exclude<PushFailure, 'interrupted' | 'address'>, readonly string[]>
> = {
  timeout: [
    'ETIMEDOUT',
    'ESOCKETTIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_ABORTED',
  ],
  reset: ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED'],
  malformed: [
    'UND_ERR_HEADERS_OVERFLOW',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  ],
  // All that a resolver says; the transient ones (EAI_AGAIN, ESERVFAIL) come and go like the others.
  name: [
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EAI_NODATA',
    'EAI_NONAME',
    'ENODATA',
    'ESERVFAIL',
    'EREFUSED',
    'ETIMEOUT',
    'EBADNAME',
    'EBADRESP',
  ],
  connection: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
  tls: [
    'EPROTO',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'HOSTNAME_MISMATCH',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
  ],
};

const REASON_OF: ReadonlyMap<string, PushFailure> = new Map(
  (Object.keys(REASONS) as (keyof typeof REASONS)[]).flatMap((reason) =>
    REASONS[reason].map((code) => [code, reason] as const),
  ),
);

/**
 * What a network error's code means: codes of the system, of OpenSSL and of the HTTP client. An
 * unknown one is a failed connection, which is tried again like all of them.
 */
export function failureOfCode(code: string): PushFailure {
  const known = REASON_OF.get(code);
  if (known) return known;
  if (code.startsWith('HPE_')) return 'malformed';
  return /CERT|_TLS|SSL|CRL/.test(code) ? 'tls' : 'connection';
}

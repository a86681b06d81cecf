import type { Change } from '../domain/change.js';

/** A change as it arrived: what it says, and the exact signed bytes that are passed on. */
export interface ArrivedChange {
  event: Change;
  bytes: Buffer;
  jws: string;
  traceparent: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const DEFAULT_MAX_IN_FLIGHT = 8;
const FIRST_IN_FLIGHT = 2;
/** No receiver can put a stream off for longer at once. */
export const LONGEST_WAIT = 12 * 60 * MINUTE;
/** Between tries of a receiver that throttles without saying for how long; doubles up to a minute. */
const FIRST_THROTTLED_WAIT = 1 * SECOND;
const LONGEST_THROTTLED_WAIT = 1 * MINUTE;
/** A shorter wait is over before another process has taken the stream over. */
const LONG_PAUSE = 5 * SECOND;
/** What adding up fractions of milliseconds may get wrong. */
const ROUNDING = 1e-6;

/** What one push's end says about how fast the receiver can take the next ones. */
export type PaceResult = 'ok' | 'failed' | 'timeout' | 'throttled' | 'nacked';

export interface PaceLimits {
  /** Pushes per second; null: as fast as they end. */
  ratePerSecond: number | null;
  maxInFlight: number;
}

/**
 * How fast one stream may push: at once by slow start up to its limit, per second by a bucket of
 * tokens, and not at all while its receiver asks for a wait. A handful of numbers, nothing per push.
 */
export class Pace {
  private ratePerSecond: number | null = null;
  private maxInFlight = DEFAULT_MAX_IN_FLIGHT;
  private limit = FIRST_IN_FLIGHT;
  private failing = false;
  private throttledInARow = 0;
  private pausedUntil = 0;
  /** When the bucket is full again: each start puts that off by one token's time (GCRA). */
  private fullAt = 0;

  constructor(limits: Partial<PaceLimits> = {}) {
    this.configure(limits);
  }

  /** New limits hold from the next start on; what was learnt about the receiver stays. */
  configure({ ratePerSecond = null, maxInFlight = DEFAULT_MAX_IN_FLIGHT }: Partial<PaceLimits>) {
    this.ratePerSecond = ratePerSecond;
    this.maxInFlight = Math.max(1, maxInFlight);
    this.limit = Math.min(this.limit, this.maxInFlight);
  }

  /** How many more may start now. */
  room(now: number, inFlight: number): number {
    if (now < this.pausedUntil) return 0;
    const free = (this.failing ? 1 : this.limit) - inFlight;
    return Math.max(0, Math.min(free, this.tokens(now)));
  }

  /** One has started. */
  started(now: number): void {
    if (this.ratePerSecond === null) return;
    this.fullAt = this.bucketFullAt(now) + SECOND / this.ratePerSecond;
  }

  /**
   * One has ended. What we broke off ourselves says nothing: it is not told here.
   * @param askedWait milliseconds for which the receiver asked not to be pushed to (`Retry-After`).
   */
  ended(now: number, result: PaceResult, askedWait: number | null = null): void {
    if (askedWait !== null) this.waitFor(now, askedWait);
    switch (result) {
      case 'ok':
        this.answered();
        if (this.limit < this.maxInFlight) this.limit += 1;
        return;
      case 'nacked':
        return this.answered();
      case 'failed':
        this.failing = true;
        return;
      case 'timeout':
        this.failing = true;
        return this.halve();
      case 'throttled':
        this.failing = true;
        this.halve();
        if (askedWait === null) this.waitFor(now, throttledWait(this.throttledInARow));
        this.throttledInARow += 1;
        return;
    }
  }

  /** The receiver asks for a wait: the whole stream does. A longer wait that stands is not cut short. */
  waitFor(now: number, milliseconds: number): void {
    const until = now + Math.min(Math.max(0, milliseconds), LONGEST_WAIT);
    this.pausedUntil = Math.max(Math.min(this.pausedUntil, now + LONGEST_WAIT), until);
  }

  /** The receiver has asked for a wait until then; in the past where it has not. */
  get waitsUntil(): number {
    return this.pausedUntil;
  }

  /** Whether the wait lasts so much longer than that, that it is worth writing down. */
  isLongPause(beyond: number): boolean {
    return this.pausedUntil - beyond >= LONG_PAUSE;
  }

  /** When room comes by time alone; null where only an end of what is in flight makes any. */
  nextRoomAt(now: number): number | null {
    const at = Math.max(this.pausedUntil, this.tokenAt(now));
    return at > now ? at : null;
  }

  /** Forgets waits and failures: a person says that the receiver is ready. */
  reset(): void {
    this.answered();
    this.pausedUntil = 0;
    this.limit = Math.min(FIRST_IN_FLIGHT, this.maxInFlight);
  }

  private answered(): void {
    this.failing = false;
    this.throttledInARow = 0;
  }

  private halve(): void {
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  private tokens(now: number): number {
    if (this.ratePerSecond === null) return Infinity;
    const missing = ((this.bucketFullAt(now) - now) / SECOND) * this.ratePerSecond;
    return Math.floor(this.burst - missing + ROUNDING);
  }

  /** When there is one token. */
  private tokenAt(now: number): number {
    if (this.ratePerSecond === null) return now;
    const oneShort = ((this.burst - 1) * SECOND) / this.ratePerSecond;
    return Math.ceil(this.bucketFullAt(now) - oneShort - ROUNDING);
  }

  private get burst(): number {
    return Math.max(1, this.ratePerSecond ?? 1);
  }

  /** Never further away than filling an empty bucket takes, so that a clock set back stops nothing. */
  private bucketFullAt(now: number): number {
    const emptyTakes = (this.burst * SECOND) / (this.ratePerSecond ?? 1);
    return Math.max(now, Math.min(this.fullAt, now + emptyTakes));
  }
}

function throttledWait(inARow: number): number {
  return Math.min(FIRST_THROTTLED_WAIT * 2 ** Math.min(inARow, 10), LONGEST_THROTTLED_WAIT);
}

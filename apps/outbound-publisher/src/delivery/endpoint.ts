import {
  afterProbe,
  afterPush,
  closedBreaker,
  duringProbe,
  letsThrough,
  probeDueAt,
  type Breaker,
  type EndpointSign,
} from '../domain/breaker.js';
import { Pace, type PaceLimits } from '../domain/pace.js';
import { bearingOf } from '../domain/push-outcome.js';
import { askedWait } from '../domain/retry-schedule.js';
import type { Trouble } from '../storage/lease.store.js';
import type { EndedPush } from './ended-push.js';

/** What a stream's receiver has let us know: whether it can be pushed to, and how fast. */
export class Endpoint {
  readonly pace: Pace;
  isProbing = false;
  /** The database knows that it is in trouble: when it no longer says so, a person has forgotten it. */
  isTroubleKnown: boolean;
  private current: Breaker;
  /** The wait that the next owner of the stream would find. */
  private keptPause: number;

  constructor(limits: PaceLimits, { breaker, pausedUntil }: Trouble, now: number) {
    this.pace = new Pace(limits);
    this.current = breaker ?? closedBreaker;
    this.keptPause = pausedUntil?.getTime() ?? 0;
    if (this.keptPause > now) this.pace.waitFor(now, this.keptPause - now);
    this.isTroubleKnown = breaker !== null || pausedUntil !== null;
  }

  get breaker(): Breaker {
    return this.current;
  }

  get letsThrough(): boolean {
    return letsThrough(this.current);
  }

  get probeDueAt(): number | null {
    return this.isProbing ? null : probeDueAt(this.current);
  }

  /** An attempt has ended. @returns whether the breaker is another than before. */
  observe(ended: EndedPush, random: number): boolean {
    const bearing = bearingOf(ended.push.outcome);
    const now = ended.finishedAt.getTime();
    if (bearing.pace !== 'says-nothing') {
      this.pace.ended(now, bearing.pace, askedWaitOf(ended, random));
    }
    if (bearing.endpoint === 'says-nothing') return false;
    const gone = bearing.endpoint === 'gone';
    return this.turn(afterPush(this.current, { ok: bearing.endpoint === 'good', at: now, gone }));
  }

  /** Whether it waits for so much longer than was written down that the next owner should know. */
  hasPauseToKeep(now: number): boolean {
    return this.pace.isLongPause(Math.max(this.keptPause, now));
  }

  /** What is to be written down now. */
  keepTrouble(now: number): Trouble {
    const until = this.pace.isLongPause(now) ? this.pace.waitsUntil : null;
    this.keptPause = until ?? 0;
    return {
      breaker: this.letsThrough ? null : this.current,
      pausedUntil: until === null ? null : new Date(until),
    };
  }

  beginProbe(now: number): void {
    this.isProbing = true;
    this.turn(duringProbe(this.current, now));
  }

  endProbe(sign: EndpointSign): void {
    this.isProbing = false;
    if (sign.ok) this.pace.reset();
    this.turn(afterProbe(this.current, sign));
  }

  /** A person says that the receiver is ready. */
  forgetTrouble(): void {
    this.isTroubleKnown = false;
    this.keptPause = 0;
    this.pace.reset();
    this.turn(closedBreaker);
  }

  private turn(next: Breaker): boolean {
    const before = this.current;
    this.current = next;
    return (
      before.state !== next.state ||
      before.reason !== next.reason ||
      before.failedProbes !== next.failedProbes
    );
  }
}

function askedWaitOf(ended: EndedPush, random: number): number | null {
  const { push, attempt, finishedAt, deadline, queued } = ended;
  if (push.outcome.kind !== 'retry' || push.outcome.retryAfter === null) return null;
  return askedWait({
    attempts: attempt,
    now: finishedAt,
    applyBy: queued.applyBy ?? deadline.applyBy,
    retryAfter: push.outcome.retryAfter,
    reason: push.outcome.reason,
    random,
  });
}

import { Injectable } from '@nestjs/common';
import { Clock, tooMany, type Actor } from '#bootstrap';
import { Allowance, type AllowanceSize } from '../domain/allowance.js';

/** What makes us call an address, or writes to the ledger for good. */
export type SetupStep = 'verify' | 'test' | 'rotate' | 'edit';

/** Of one step on one stream: six at once, and then one every ten seconds. */
const OF_STREAM = { perSecond: 0.1, burst: 6 };
/** Of one step on all streams of a subscriber: else twenty streams were twenty times as much. */
const OF_SUBSCRIBER = { perSecond: 0.2, burst: 12 };
/** Of what is written to the ledger for good each time, and calls nobody by itself. */
const OF_WRITES = { perSecond: 1, burst: 300 };
const COME_BACK_MS = 5_000;

/**
 * A stream's setting up by its subscriber, one step at a time and few in a minute: else anybody with a
 * token could aim us at an address of somebody else. Kept per process, for streams that are there.
 */
@Injectable()
export class SetupPace {
  private readonly allowances = new Map<string, Allowance>();
  private readonly busy = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** @throws 429 for a subscriber; operations know what they do. */
  async run<T>(
    { role, sub }: Actor,
    streamId: string,
    step: SetupStep,
    work: () => Promise<T>,
  ): Promise<T> {
    if (role !== 'subscriber') return work();
    if (this.busy.has(streamId)) throw tooMany('SETUP_BUSY', COME_BACK_MS);
    this.take(`${streamId} ${step}`, OF_STREAM, 'SETUP_PACE');
    this.take(`${sub} ${step}`, OF_SUBSCRIBER, 'SETUP_PACE');
    this.busy.add(streamId);
    try {
      return await work();
    } finally {
      this.busy.delete(streamId);
    }
  }

  /** The same for what a subscriber may do often, and not for ever: the ledger forgets nothing. */
  takeWrite({ role, sub }: Actor, step: 'seek' | 'resend'): void {
    if (role === 'subscriber') this.take(`${sub} ${step}`, OF_WRITES, 'WRITE_PACE');
  }

  private take(key: string, size: AllowanceSize, rule: string): void {
    const now = this.clock.now().getTime();
    const allowance = this.allowances.get(key) ?? new Allowance(size, now);
    this.allowances.set(key, allowance);
    const waitMs = allowance.take(1, now);
    if (waitMs > 0) throw tooMany(rule, waitMs);
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, tooMany, type Actor } from '#bootstrap';
import { Allowance } from '../domain/allowance.js';

/** What makes us call an address, or writes to the ledger for good. */
export type SetupStep = 'verify' | 'test' | 'rotate' | 'edit';

/** Six at once, and then one every ten seconds. */
const SIZE = { perSecond: 0.1, burst: 6 };
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
    { role }: Actor,
    streamId: string,
    step: SetupStep,
    work: () => Promise<T>,
  ): Promise<T> {
    if (role !== 'subscriber') return work();
    if (this.busy.has(streamId)) throw tooMany('SETUP_BUSY', COME_BACK_MS);
    const waitMs = this.allowanceOf(`${streamId} ${step}`).take(1, this.clock.now().getTime());
    if (waitMs > 0) throw tooMany('SETUP_PACE', waitMs);
    this.busy.add(streamId);
    try {
      return await work();
    } finally {
      this.busy.delete(streamId);
    }
  }

  private allowanceOf(key: string): Allowance {
    const known = this.allowances.get(key);
    if (known) return known;
    const fresh = new Allowance(SIZE, this.clock.now().getTime());
    this.allowances.set(key, fresh);
    return fresh;
  }
}

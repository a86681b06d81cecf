import { setTimeout as pause } from 'node:timers/promises';
import type { Operations } from './operations.js';
import { isSettled } from './settled.js';
import type { Obligation } from './wire.js';

/** One version of one listing. */
export interface Change {
  listing: string;
  version: number;
}

interface Wait {
  holds: (obligations: readonly Obligation[]) => boolean;
  end: (held: boolean) => void;
  until: number;
}

const POLL_MS = 200;

/**
 * Follows all obligations with one reader, however many cases wait on them. A wait ends when its
 * condition holds or its bound has passed; a publisher that is away meanwhile only costs time.
 */
export class ObligationWatch {
  private waits: Wait[] = [];
  private polling = false;
  private obligations: readonly Obligation[] = [];

  constructor(
    private readonly operations: Operations,
    /** Whose obligations are followed. */
    private readonly subscribers: readonly string[],
  ) {}

  /** The newest picture. */
  get latest(): readonly Obligation[] {
    return this.obligations;
  }

  /** @returns whether the change has settled at every subscriber within `boundMs`. */
  settled(change: Change, boundMs: number): Promise<boolean> {
    return this.wait(
      change,
      boundMs,
      (obligations) =>
        obligations.length >= this.subscribers.length && obligations.every(isSettled),
    );
  }

  /** @returns whether all subscribers but one say, within `boundMs`, that they have applied the change. */
  claimedByMost(change: Change, boundMs: number): Promise<boolean> {
    return this.wait(
      change,
      boundMs,
      (obligations) =>
        obligations.filter(({ appliedAt }) => appliedAt !== null).length >=
        this.subscribers.length - 1,
    );
  }

  /** Reads the newest picture once. */
  async refresh(): Promise<readonly Obligation[]> {
    const all = await this.operations.obligations();
    this.obligations = all.filter(({ subscriber }) => this.subscribers.includes(subscriber));
    return this.obligations;
  }

  private wait(
    { listing, version }: Change,
    boundMs: number,
    holdsFor: (obligations: readonly Obligation[]) => boolean,
  ): Promise<boolean> {
    const holds = (obligations: readonly Obligation[]): boolean =>
      holdsFor(
        obligations.filter(
          (obligation) =>
            obligation.listing === listing &&
            obligation.restriction === null &&
            obligation.version === version,
        ),
      );
    return new Promise((end) => {
      this.waits.push({ holds, end, until: Date.now() + boundMs });
      if (!this.polling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waits.length > 0) {
      await this.refresh().catch(() => this.obligations);
      this.waits = this.waits.filter(({ holds, end, until }) => {
        const held = holds(this.obligations);
        const over = held || Date.now() > until;
        if (over) end(held);
        return !over;
      });
      await pause(POLL_MS);
    }
    this.polling = false;
  }
}

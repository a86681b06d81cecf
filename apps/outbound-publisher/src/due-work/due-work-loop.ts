/** Catches what no wake-up announced: another process's leases, a lost wake-up. */
const SAFETY_POLL_MS = 2_000;
const SHORTEST_NAP_MS = 5;

export interface DueWork {
  /** Claims what is due and starts it through `DueWorkLoop.start`. @returns how much it claimed. */
  claim: () => Promise<number>;
  /** Whether a claim that found something may have left more behind that nothing else will announce. */
  claimsAgain: boolean;
  /** Milliseconds until the next piece is due; null when none is within `horizonMs`. */
  nextDueWithin: (horizonMs: number) => Promise<number | null>;
  onClaimFailed: (error: unknown) => void;
}

/**
 * Claims and starts what the database says is due: at once when woken, else when the next piece is
 * due, at the latest after the safety poll. Claims never overlap.
 */
export class DueWorkLoop {
  private readonly underWay = new Set<Promise<unknown>>();
  private open = false;
  private awake = false;
  private turning: Promise<void> | undefined;
  private nap: NodeJS.Timeout | undefined;
  /** `drain` and the loop take turns. */
  private claiming: Promise<unknown> = Promise.resolve();

  constructor(private readonly work: DueWork) {}

  get inFlight(): number {
    return this.underWay.size;
  }

  begin(): void {
    this.open = true;
    this.wake();
  }

  /** Something may have become due: looks at once. Cheap, and safe to call at any time. */
  wake(): void {
    this.awake = true;
    if (!this.open || this.turning) return;
    clearTimeout(this.nap);
    this.turning = this.turn().finally(() => {
      this.turning = undefined;
      if (this.awake) this.wake();
    });
  }

  /** Follows one piece of work to its end, which may let another one go. It must not reject. */
  start(piece: Promise<unknown>, onEnd: () => void): void {
    const followed = piece.finally(() => {
      this.underWay.delete(followed);
      onEnd();
      this.wake();
    });
    this.underWay.add(followed);
  }

  /** Does everything that is due now, and what becomes due by it. */
  async drain(): Promise<void> {
    for (;;) {
      const { claimed, wasIdle } = await this.claim();
      // What ended while we claimed may have let another piece go.
      if (claimed === 0 && wasIdle) return;
      await this.settled();
    }
  }

  /** Claims nothing more; what is under way goes on. */
  async end(): Promise<void> {
    this.open = false;
    clearTimeout(this.nap);
    await this.turning;
  }

  settled(): Promise<unknown> {
    return Promise.all(this.underWay);
  }

  private async turn(): Promise<void> {
    try {
      while (this.awake && this.open) {
        this.awake = false;
        const { claimed } = await this.claim();
        if (claimed > 0 && this.work.claimsAgain) this.awake = true;
      }
      this.sleep((await this.work.nextDueWithin(SAFETY_POLL_MS)) ?? SAFETY_POLL_MS);
    } catch (error) {
      this.work.onClaimFailed(error);
      this.sleep(SAFETY_POLL_MS);
    }
  }

  private claim(): Promise<{ claimed: number; wasIdle: boolean }> {
    const claim = this.claiming.then(async () => {
      const wasIdle = this.underWay.size === 0;
      return { claimed: await this.work.claim(), wasIdle };
    });
    this.claiming = claim.catch(() => undefined);
    return claim;
  }

  private sleep(milliseconds: number): void {
    clearTimeout(this.nap);
    if (!this.open) return;
    this.nap = setTimeout(() => this.wake(), Math.max(milliseconds, SHORTEST_NAP_MS));
  }
}

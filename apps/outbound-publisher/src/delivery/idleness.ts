/** Knows when all that was under way has ended: for tests that drain, and for a process that ends. */
export class Idleness {
  private waiting: (() => void)[] = [];

  constructor(private readonly isBusy: () => boolean) {}

  /** Something has ended. */
  note(): void {
    if (this.waiting.length === 0 || this.isBusy()) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  reached(): Promise<void> {
    if (!this.isBusy()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** @returns whether nothing was left to do, once all that was under way has ended. */
  async wasReached(): Promise<boolean> {
    const wasBusy = this.isBusy();
    while (this.isBusy()) await this.reached();
    return !wasBusy;
  }
}

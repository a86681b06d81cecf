/** Turns at something, one after the other: in an even rhythm, and at once when somebody asks for one. */
export class TurnLoop {
  private isRunning = false;
  private isStopped = false;
  private turning: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param take one turn. It tells whether another one is needed at once. */
  constructor(
    private readonly take: () => Promise<boolean>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.isRunning = true;
    this.wake();
  }

  /** What has changed is looked at soon, by a turn that begins after this. Cheap, safe at any time. */
  wake(): void {
    if (this.isStopped) return;
    if (this.turning) this.again = true;
    else if (this.isRunning) void this.run().catch(() => undefined);
  }

  /** Takes a turn of one's own, after those that were asked for before. */
  run(): Promise<void> {
    const before = this.turning ?? Promise.resolve();
    const turning = before
      .catch(() => undefined)
      .then(() => this.takeAll())
      .finally(() => {
        if (this.turning !== turning) return;
        this.turning = undefined;
        if (this.isRunning) this.timer = setTimeout(() => this.wake(), this.everyMs);
      });
    this.turning = turning;
    return turning;
  }

  /** No turn begins any more; the one under way ends. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.isRunning = false;
    clearTimeout(this.timer);
    await this.turning?.catch(() => undefined);
  }

  private async takeAll(): Promise<void> {
    clearTimeout(this.timer);
    do {
      this.again = false;
      if (!this.isStopped && (await this.take())) this.again = true;
    } while (this.again && !this.isStopped);
  }
}

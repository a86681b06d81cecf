import { setTimeout as pause } from 'node:timers/promises';
import type { TopicWriter } from '#messaging';
import type { Sent } from './evidence.js';
import type { Listings, NextChange } from './listings.js';
import type { Seeded } from './seeded.js';

const TICK_MS = 100;
const RETRY_MS = 500;
/** The registry's outbox is at-least-once as well: what it says twice must count once. */
const TWICE = 0.02;

/** Changes on their topic at a steady rate, whatever is going on; none is given up. */
export class Traffic {
  readonly sent: Sent[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly listings: Listings,
    private readonly writer: TopicWriter,
    private readonly seeded: Seeded,
    private readonly perSecond: number,
  ) {}

  /** Changes made so far, those on their way to the topic included. */
  get made(): number {
    return this.listings.made;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let due = 0;
    while (!this.stopping.signal.aborted) {
      due += (this.perSecond * TICK_MS) / 1000;
      const batch: NextChange[] = [];
      for (; due >= 1; due--) batch.push(await this.listings.next());
      if (batch.length > 0) await this.write(batch);
      await pause(TICK_MS);
    }
  }

  private async write(batch: NextChange[]): Promise<void> {
    const messages = batch.flatMap(({ message }) =>
      this.seeded.chance(TWICE) ? [message, message] : [message],
    );
    while (!(await this.tryToWrite(messages))) await pause(RETRY_MS);
    this.sent.push(...batch.map(({ message: _bytes, ...sent }) => sent));
  }

  /** What a dying broker has taken of it is there twice after the next try. */
  private tryToWrite(messages: Parameters<TopicWriter['write']>[0]): Promise<boolean> {
    return this.writer.write(messages).then(
      () => true,
      () => false,
    );
  }
}

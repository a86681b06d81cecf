import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CreateMonths } from '../use-cases/create-months.js';
import { PurgeReplays } from '../use-cases/purge-replays.js';
import { RedactEnded } from '../use-cases/redact-ended.js';

const EVERY_MS = 60 * 60 * 1000;
/** Behind the first traffic of a process that has just come up. */
const FIRST_AFTER_MS = 30_000;
/** Between two pages: deliveries come first. */
const BREATH_MS = 100;

/** Keeps the coming months there, redacts what has ended, and purges old replays' rows: at start, and once a day in one process. */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RetentionJob.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly createMonths: CreateMonths,
    private readonly redactEnded: RedactEnded,
    private readonly purgeReplays: PurgeReplays,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // A process that was away over the turn of the month writes nothing before its month is there.
    await this.createMonths.run().catch((err: unknown) => this.failed(err));
    this.sleep(FIRST_AFTER_MS);
  }

  /** All of it, now; nobody else needs to have claimed the day. @returns how many changes it redacted. */
  async run(breathMs = 0): Promise<number> {
    await this.createMonths.run();
    let redacted = 0;
    for (let after: string | null = ''; after !== null && !this.stopping.signal.aborted;) {
      const page = await this.redactEnded.page(after);
      redacted += page.redacted;
      after = page.next;
      if (breathMs > 0) await delay(breathMs, undefined, { signal: this.stopping.signal });
    }
    while (!this.stopping.signal.aborted && (await this.purgeReplays.some()) > 0) {
      if (breathMs > 0) await delay(breathMs, undefined, { signal: this.stopping.signal });
    }
    if (redacted > 0) this.logger.log({ msg: 'changes redacted', redacted });
    return redacted;
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await this.running;
  }

  private sleep(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.running = this.turn()
        .catch((err: unknown) => this.failed(err))
        .finally(() => {
          if (!this.stopping.signal.aborted) this.sleep(EVERY_MS);
        });
    }, milliseconds);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    if (await this.redactEnded.claim()) await this.run(BREATH_MS);
    else await this.createMonths.run();
  }

  private failed(err: unknown): void {
    if (!this.stopping.signal.aborted) this.logger.error({ msg: 'retention failed', err });
  }
}

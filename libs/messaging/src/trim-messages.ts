import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How far back the outbox can be sent again. */
export const OUTBOX_DAYS = 90;
/** Longer than anything can be sent again: what comes twice is known for as long as it can come. */
export const INBOX_DAYS = 2 * OUTBOX_DAYS;

const DAY_MS = 24 * 60 * 60 * 1000;
const EVERY_MS = 6 * 60 * 60 * 1000;
const AT_ONCE = 1_000;

/** Lets go of messages that are long published, and of the memory of long handled ones. */
@Injectable()
export class TrimMessages implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(TrimMessages.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.run(new Date()).catch((err: unknown) =>
        this.logger.error({ msg: 'old messages could not be trimmed', err }),
      );
    }, EVERY_MS);
    this.timer.unref();
  }

  /** In small steps, and past rows that another process is at. @returns how many rows went. */
  async run(now: Date): Promise<{ outbox: number; inbox: number }> {
    const outbox = await this.repeat(TRIM_OUTBOX, new Date(now.getTime() - OUTBOX_DAYS * DAY_MS));
    const inbox = await this.repeat(TRIM_INBOX, new Date(now.getTime() - INBOX_DAYS * DAY_MS));
    return { outbox, inbox };
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.isStopping = true;
    await this.running;
  }

  private async repeat(statement: string, before: Date): Promise<number> {
    for (let all = 0; ;) {
      const [, gone] = await this.dataSource.query<[unknown, number]>(statement, [before, AT_ONCE]);
      all += gone;
      if (gone < AT_ONCE || this.isStopping) return all;
    }
  }
}

/** What is not on Kafka stays, however old it is. */
const TRIM_OUTBOX = `
  DELETE FROM outbox WHERE seq IN (
    SELECT o.seq FROM outbox o JOIN outbox_progress p ON p.seq = o.seq
    WHERE o.created_at < $1 AND p.published_at < $1
    ORDER BY o.created_at LIMIT $2 FOR UPDATE OF o SKIP LOCKED)`;

const TRIM_INBOX = `
  DELETE FROM inbox WHERE ctid IN (
    SELECT ctid FROM inbox WHERE received_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`;

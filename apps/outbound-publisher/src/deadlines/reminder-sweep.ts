import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Remind } from '../use-cases/remind.js';

const EVERY_MS = 30_000;

/** Goes round all that is delivered and unanswered, one page at a time: deadlines are days away. */
@Injectable()
export class ReminderSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReminderSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private after = '';
  private sweeping: Promise<void> = Promise.resolve();

  constructor(private readonly remind: Remind) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.queue(async () => {
        this.after = (await this.remind.run(this.after)) ?? '';
      }).catch((error: unknown) => this.logger.error({ msg: 'reminder sweep failed', err: error }));
    }, EVERY_MS);
  }

  /** Reminds of everything that is due now. */
  drain(): Promise<void> {
    return this.queue(async () => {
      let after: string | null = '';
      while (after !== null) after = await this.remind.run(after);
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping.catch(() => undefined);
  }

  private queue(sweep: () => Promise<void>): Promise<void> {
    this.sweeping = this.sweeping.catch(() => undefined).then(sweep);
    return this.sweeping;
  }
}

import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { MarkOverdue } from '../use-cases/mark-overdue.js';
import { MarkUnreachable } from '../use-cases/mark-unreachable.js';

const EVERY_MS = 30_000;

/** Marks what is late, and what nobody could be told of. Deadlines are ends of working days, so half a minute is soon enough. */
@Injectable()
export class OverdueSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OverdueSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly markOverdue: MarkOverdue,
    private readonly markUnreachable: MarkUnreachable,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.drain().catch((error: unknown) =>
        this.logger.error({ msg: 'overdue sweep failed', err: error }),
      );
    }, EVERY_MS);
  }

  /** Marks everything that is late now. */
  drain(): Promise<void> {
    this.sweeping = this.sweeping
      .catch(() => undefined)
      .then(async () => {
        while ((await this.markOverdue.run()) > 0);
        while ((await this.markUnreachable.run()) > 0);
      });
    return this.sweeping;
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping.catch(() => undefined);
  }
}

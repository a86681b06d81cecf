import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { EXCEPTION_KINDS } from '../domain/order-exception.js';
import { WatchOrders } from '../use-cases/watch-orders.js';

const SECOND = 1000;
const EVERY = 15 * SECOND;
const OPEN_EXCEPTIONS = 'yichu_decision_open_exceptions';

/** Looks at the unsettled orders every 15 seconds. */
@Injectable()
export class OrderWatchdog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('orders');
  private readonly gauge = openExceptions();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly watchOrders: WatchOrders) {}

  onApplicationBootstrap(): void {
    this.running = this.lookAndGoOn();
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.lookAndGoOn());
    }, EVERY);
    this.timer.unref();
  }

  /** Before the database is let go. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks once. */
  async look(): Promise<void> {
    const open = await this.watchOrders.execute();
    for (const kind of EXCEPTION_KINDS) this.gauge.set({ kind }, open.get(kind) ?? 0);
  }

  /** The database being away is readiness's to tell; the next look finds everything again. */
  private async lookAndGoOn(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.error({ msg: 'orders.watch-failed', err: error });
    }
  }
}

function openExceptions(): Gauge<'kind'> {
  const existing = register.getSingleMetric(OPEN_EXCEPTIONS);
  if (existing instanceof Gauge) return existing;
  return new Gauge({
    name: OPEN_EXCEPTIONS,
    help: 'Orders that are refused, unanswered or whose change is not accepted in time.',
    labelNames: ['kind'],
  });
}

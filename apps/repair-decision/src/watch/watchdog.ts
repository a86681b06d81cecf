import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { EXCEPTION_KINDS } from '../domain/order-exception.js';
import { WatchDuties } from '../use-cases/watch-duties.js';
import { WatchOrders } from '../use-cases/watch-orders.js';

const SECOND = 1000;
const EVERY = 15 * SECOND;
const OPEN_EXCEPTIONS = 'yichu_decision_open_exceptions';
const OPEN_HELP = 'Orders that are refused, unanswered or whose change is not accepted in time.';
const OVERDUE_DUTIES = 'yichu_decision_overdue_duties';
const OVERDUE_HELP = 'Mandatory exits that a court owes and has not carried out in time.';

/** Looks at the unsettled orders and the court's own duties every 15 seconds. */
@Injectable()
export class Watchdog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('watch');
  private readonly exceptions = gaugeOf(OPEN_EXCEPTIONS, OPEN_HELP, ['kind']);
  private readonly duties = gaugeOf(OVERDUE_DUTIES, OVERDUE_HELP, []);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly watchOrders: WatchOrders,
    private readonly watchDuties: WatchDuties,
  ) {}

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
    for (const kind of EXCEPTION_KINDS) this.exceptions.set({ kind }, open.get(kind) ?? 0);
    this.duties.set(await this.watchDuties.execute());
  }

  /** The database being away is readiness's to tell; the next look finds everything again. */
  private async lookAndGoOn(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.error({ msg: 'watch.failed', err: error });
    }
  }
}

function gaugeOf<Label extends string>(
  name: string,
  help: string,
  labelNames: Label[],
): Gauge<Label> {
  const existing = register.getSingleMetric(name);
  if (existing instanceof Gauge) return existing;
  return new Gauge({ name, help, labelNames });
}

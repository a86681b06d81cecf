import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { Clock } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { startOfDay } from '../domain/months.js';
import { REGISTRY_TIMERS, type RegistryTimer } from './registry-timer.js';

/** Catches what another process left, and days that were entered since we looked. */
const LONGEST_NAP_MS = 60_000;
const SHORTEST_NAP_MS = 1_000;
const OVERDUE = 'yichu_registry_overdue_timers';

/**
 * Wakes at the start of the next day on which anything is due, at the latest after a minute. Any
 * number of processes may run it.
 */
@Injectable()
export class TimerLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('timers');
  private nap: NodeJS.Timeout | undefined;
  private open = false;
  private closing = false;
  /** `drain` and the loop take turns. */
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(REGISTRY_TIMERS) private readonly timers: readonly RegistryTimer[],
    private readonly clock: Clock,
  ) {
    this.exposeOverdue();
  }

  onApplicationBootstrap(): void {
    this.open = true;
    this.turn();
  }

  /** Before the database is let go. */
  async beforeApplicationShutdown(): Promise<void> {
    this.open = false;
    this.closing = true;
    clearTimeout(this.nap);
    await this.running;
  }

  /** Does everything that is due now. @returns how much that was. */
  drain(): Promise<number> {
    const run = this.running.then(() => this.runAll());
    this.running = run.catch(() => undefined);
    return run;
  }

  private turn(): void {
    const run = this.drain().then(
      () => this.untilNextDue(),
      (error: unknown) => {
        // The database being away is readiness's to tell; the next turn finds everything again.
        this.logger.error({ msg: 'timers.failed', err: error });
        return LONGEST_NAP_MS;
      },
    );
    this.running = run.then(
      (pause) => this.sleep(pause),
      () => this.sleep(LONGEST_NAP_MS),
    );
  }

  private sleep(milliseconds: number): void {
    clearTimeout(this.nap);
    if (!this.open) return;
    this.nap = setTimeout(() => this.turn(), milliseconds);
    this.nap.unref();
  }

  private async runAll(): Promise<number> {
    let total = 0;
    const errors: unknown[] = [];
    for (const timer of this.timers) {
      // One that fails must not keep the others from their work.
      total += await this.runOne(timer).catch((error: unknown) => {
        errors.push(error);
        return 0;
      });
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not all that is due could be done.');
    return total;
  }

  private async runOne(timer: RegistryTimer): Promise<number> {
    let total = 0;
    // What is left when the service stops is found again by the next process.
    while (!this.closing) {
      const done = await timer.runDue(this.clock.now());
      if (done === 0) break;
      total += done;
      this.logger.log({ msg: 'timers.applied', timer: timer.name, done });
    }
    return total;
  }

  private async untilNextDue(): Promise<number> {
    const days = await Promise.all(this.timers.map((timer) => timer.nextDueOn()));
    const next = days.filter((day) => day !== null).sort()[0];
    if (next === undefined) return LONGEST_NAP_MS;
    const wait = startOfDay(next).getTime() - this.clock.now().getTime();
    return Math.min(Math.max(wait, SHORTEST_NAP_MS), LONGEST_NAP_MS);
  }

  /** Read when scraped. More than nothing for longer than a minute means that no process does the work. */
  private exposeOverdue(): void {
    register.removeSingleMetric(OVERDUE);
    const { timers, clock } = this;
    new Gauge({
      name: OVERDUE,
      help: 'Changes that are due by the calendar and not made yet, by kind.',
      labelNames: ['timer'],
      async collect() {
        for (const timer of timers) {
          const count = await timer.countDue(shanghaiDate(clock.now())).catch(() => null);
          if (count !== null) this.set({ timer: timer.name }, count);
        }
      },
    });
  }
}

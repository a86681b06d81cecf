import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { COMMITMENT_DEADLINES } from '../storage/commitment-deadline.store.js';
import { ShowCommitments } from '../use-cases/show-commitments.js';

const MINUTE = 60 * 1000;
const OVERDUE = 'yichu_decision_overdue_commitments';

/** Tells the metrics once a minute how many promises have run out; the work list never waits for it. */
@Injectable()
export class CommitmentWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('commitments');
  private readonly gauge = overdueCommitments();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly commitments: ShowCommitments) {}

  onApplicationBootstrap(): void {
    this.running = this.lookAndGoOn();
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.lookAndGoOn());
    }, MINUTE);
    this.timer.unref();
  }

  /** Before the database is let go. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks once. */
  async look(): Promise<void> {
    const overdue = await this.commitments.countOverdue();
    for (const kind of COMMITMENT_DEADLINES) this.gauge.set({ kind }, overdue.get(kind) ?? 0);
  }

  /** The database being away is readiness's to tell; the next look finds everything again. */
  private async lookAndGoOn(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.error({ msg: 'commitments.watch-failed', err: error });
    }
  }
}

function overdueCommitments(): Gauge<'kind'> {
  const existing = register.getSingleMetric(OVERDUE);
  if (existing instanceof Gauge) return existing;
  return new Gauge({
    name: OVERDUE,
    help: 'Accepted commitments with a late instalment, or whose deferral of the listing is over.',
    labelNames: ['kind'],
  });
}

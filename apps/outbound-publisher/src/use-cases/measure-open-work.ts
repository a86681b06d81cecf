import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { Clock } from '#bootstrap';
import { OBLIGATION_STATES } from '../domain/obligation.js';
import { OpenWorkStore, type OpenWork } from '../storage/open-work.store.js';
import { FeedWaiters } from './feed-waiters.js';

const SECOND = 1000;
const ENDED = new Set(['verified', 'closed', 'attested', 'superseded']);

/** Gauges of what is under way, read when they are scraped and not in between. */
@Injectable()
export class MeasureOpenWork {
  private last?: { at: number; work: Promise<OpenWork | null> };

  constructor(
    private readonly openWork: OpenWorkStore,
    private readonly clock: Clock,
    waiters: FeedWaiters,
  ) {
    this.gauge(
      'yichu_open_obligations',
      'Obligations that are neither proven nor superseded, by state.',
      (gauge, { obligations }) => {
        const counts = new Map(obligations.map(({ state, count }) => [state, count]));
        for (const state of OBLIGATION_STATES) {
          if (!ENDED.has(state)) gauge.set({ state }, counts.get(state) ?? 0);
        }
      },
      ['state'],
    );
    this.gauge(
      'yichu_oldest_due_push_seconds',
      'How long the push that has waited longest has been due.',
      (gauge, { oldestDueAt }) => gauge.set(this.secondsSince(oldestDueAt)),
    );
    this.gauge(
      'yichu_held_changes',
      'Changes whose predecessor has not arrived, and lifts whose listing has not.',
      (gauge, { heldChanges }) => gauge.set(heldChanges),
    );
    this.gauge(
      'yichu_oldest_held_change_seconds',
      'How long the change that has waited longest for what it follows has been held.',
      (gauge, { oldestHeldAt }) => gauge.set(this.secondsSince(oldestHeldAt)),
    );
    this.gauge('yichu_feed_readers_waiting', 'Long polls that wait for a change.', (gauge) =>
      gauge.set(waiters.count),
    );
  }

  private secondsSince(then: Date | null): number {
    return then === null ? 0 : (this.clock.now().getTime() - then.getTime()) / SECOND;
  }

  private gauge(
    name: string,
    help: string,
    fill: (gauge: Gauge, work: OpenWork) => void,
    labelNames: string[] = [],
  ): void {
    // One registry per process: the newest instance answers for it.
    register.removeSingleMetric(name);
    const read = () => this.read();
    new Gauge({
      name,
      help,
      labelNames,
      async collect() {
        const work = await read();
        if (work) fill(this, work);
      },
    });
  }

  /** One scrape asks once, whatever the number of gauges. */
  private read(): Promise<OpenWork | null> {
    const at = performance.now();
    if (!this.last || at - this.last.at > SECOND) {
      // While the database is away, the other metrics are still wanted.
      this.last = { at, work: this.openWork.read(this.clock.now()).catch(() => null) };
    }
    return this.last.work;
  }
}

import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';

const SECOND = 1000;
const FRESH_MS = 1_000;
/** Beyond this the figure is this: it is far past any alarm. */
const COUNTED = 10_000;

interface Figures {
  parked: number;
  blocking: number;
  unpublished: number;
  oldestUnpublishedAt: Date | null;
}

/** Gauges of what a service could not handle, and of what has not reached Kafka. */
@Injectable()
export class MeasureMessaging {
  private last?: { at: number; figures: Promise<Figures | null> };

  constructor(private readonly dataSource: DataSource) {
    this.gauge(
      'yichu_parked_messages',
      'Messages that could not be handled.',
      ({ parked }) => parked,
    );
    this.gauge(
      'yichu_parked_messages_blocking',
      'Those of them behind which others of their key wait.',
      ({ blocking }) => blocking,
    );
    this.gauge(
      'yichu_outbox_unpublished',
      'Messages that are committed and not on Kafka yet.',
      ({ unpublished }) => unpublished,
    );
    this.gauge(
      'yichu_outbox_oldest_unpublished_seconds',
      'How long the oldest of them has waited.',
      ({ oldestUnpublishedAt: at }) => (at ? Math.max(0, Date.now() - at.getTime()) / SECOND : 0),
    );
  }

  private gauge(name: string, help: string, valueOf: (figures: Figures) => number): void {
    // One registry per process: the newest instance answers for it.
    register.removeSingleMetric(name);
    const read = () => this.read();
    new Gauge({
      name,
      help,
      async collect() {
        const figures = await read();
        if (figures) this.set(valueOf(figures));
        else this.reset();
      },
    });
  }

  private read(): Promise<Figures | null> {
    const at = performance.now();
    if (!this.last || at - this.last.at > FRESH_MS) {
      // While the database is away, the other metrics are still wanted.
      this.last = { at, figures: this.figures().catch(() => null) };
    }
    return this.last.figures;
  }

  private async figures(): Promise<Figures | null> {
    const [row] = await this.dataSource.query<Figures[]>(
      `SELECT (SELECT count(*)::integer FROM (SELECT FROM parked LIMIT ${COUNTED}) AS counted) AS parked,
         (SELECT count(*)::integer FROM (SELECT FROM parked WHERE blocks LIMIT ${COUNTED}) AS counted) AS blocking,
         (SELECT count(*)::integer FROM (
            SELECT FROM outbox_progress WHERE published_at IS NULL LIMIT ${COUNTED}) AS counted) AS unpublished,
         (SELECT o.created_at FROM outbox_progress p JOIN outbox o ON o.seq = p.seq
           WHERE p.published_at IS NULL ORDER BY p.seq LIMIT 1) AS "oldestUnpublishedAt"`,
    );
    return row ?? null;
  }
}

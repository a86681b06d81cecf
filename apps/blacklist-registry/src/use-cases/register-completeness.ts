import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { ConsumerSupervisor } from '#messaging';

/** How far the register can be relied on. */
export interface Completeness {
  /** Every order that was sent until then has been answered, and every write that began has ended. */
  through: Date;
  /** When the register recorded its first act: of earlier times it knows what courts brought along. */
  recordedSince: Date | null;
  /** Listings with an order that could not be answered yet, and since when it waits. */
  waiting: ReadonlyMap<string, Date>;
}

const LOOK_AGAIN_AFTER_MS = 1000;
const PATIENCE_MS = 1500;
/** Between reading the clock and a transaction's first write. */
const GAP_MS = 20;
const POLL_MS = 10;
const WRITES_END_WITHIN_MS = 1000;

/**
 * Knows up to when the register is complete. A look costs a few requests to Kafka and Postgres, so it is
 * shared and kept for a second; whoever needs a later time than the last look's waits for a new one.
 */
@Injectable()
export class RegisterCompleteness {
  private readonly logger = new Logger('completeness');
  private known: Completeness | null = null;
  private lookedAt = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly consumers: ConsumerSupervisor,
    private readonly clock: Clock,
  ) {}

  /** What the last look found, at most a moment old unless messages wait; null where none has succeeded. */
  async recent(): Promise<Completeness | null> {
    if (!this.known) return this.lookNow();
    if (performance.now() - this.lookedAt > LOOK_AGAIN_AFTER_MS) void this.look();
    return this.known;
  }

  /** As of now; where messages still wait after a moment, the best that is known. */
  async lookNow(): Promise<Completeness | null> {
    const needed = this.clock.now();
    const deadline = performance.now() + PATIENCE_MS;
    // A look that is under way may have begun too early.
    while (!this.known || this.known.through < needed) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      const patience = new AbortController();
      const given = delay(left, undefined, { ref: false, signal: patience.signal });
      await Promise.race([this.look(), given.catch(() => undefined)]);
      patience.abort();
      if (!this.known || this.known.through < needed) await delay(POLL_MS);
    }
    return this.known;
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce()
      // What is away is readiness's to tell; here it only means that nothing newer is known.
      .catch((err: unknown) => this.logger.debug({ msg: 'completeness.unknown', err }))
      .finally(() => {
        this.lookedAt = performance.now();
        this.looking = null;
      });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const through = this.clock.now();
    await delay(GAP_MS);
    const [begun] = await this.dataSource.query<[{ by: string }]>(
      `SELECT clock_timestamp()::text AS by`,
    );
    if (!(await this.consumers.caughtUp()) || !(await this.writesHaveEnded(begun.by))) return;
    const [facts] = await this.dataSource.query<[Facts]>(
      `SELECT (SELECT at FROM ledger ORDER BY seq LIMIT 1) AS first,
         (SELECT coalesce(json_agg(json_build_array(key, since)), '[]') FROM (
            SELECT key, min(parked_at) AS since FROM parked WHERE blocks AND key IS NOT NULL
             GROUP BY key) waiting) AS waiting`,
    );
    this.known = {
      through,
      recordedSince: facts.first,
      waiting: new Map(facts.waiting.map(([key, since]) => [key, new Date(since)])),
    };
  }

  /** A writer under way may have read the clock before us: what it writes has to be seen. */
  private async writesHaveEnded(begunBy: string): Promise<boolean> {
    const deadline = performance.now() + WRITES_END_WITHIN_MS;
    for (;;) {
      const [row] = await this.dataSource.query<[{ ended: boolean }]>(
        `SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND backend_xid IS NOT NULL AND xact_start <= $1) AS ended`,
        [begunBy],
      );
      if (row.ended || performance.now() > deadline) return row.ended;
      await delay(POLL_MS);
    }
  }
}

interface Facts {
  first: Date | null;
  waiting: [string, string][];
}

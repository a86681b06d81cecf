import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { appendLedger } from '#ledger';
import type { Act } from '../act.js';
import { sentenceOf } from '../faults.js';
import { EventPublisher } from '../kafka/event-publisher.js';
import { publishedMessages } from '../metrics.js';
import { OutboxProgress } from './outbox-progress.js';
import { Signal } from './signal.js';

const SECOND = 1000;
const POLL_MS = SECOND;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2 * SECOND;
/** A broker that does not answer must not keep the service from ending; rows wait for the next start. */
const STOP_WITHIN_MS = 5 * SECOND;

/**
 * Brings committed outbox rows to Kafka in their order, one relay per database at a time. It is woken
 * by each commit in this process; the poll is the safety net for rows of a process that died.
 */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly signal = new Signal();
  private readonly stopped = new AbortController();
  private readonly progress: OutboxProgress;
  private waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private running: Promise<void> | undefined;
  private fault: string | null = 'the outbox relay has not started';

  constructor(
    private readonly dataSource: DataSource,
    private readonly publisher: EventPublisher,
  ) {
    this.progress = new OutboxProgress(dataSource);
  }

  /** Starts to publish; returns at once. */
  start(): void {
    this.running ??= this.run();
  }

  /** Publishes what is left if Kafka is there, gives the relay's lock to the next, and disconnects. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.signal.notify();
    await Promise.race([this.running, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
    this.settle(new Error('the outbox relay was stopped before all rows were published'));
    await this.progress.release();
    await this.publisher.disconnect();
  }

  /** Something was committed: publish it now. */
  wake(): void {
    this.signal.notify();
  }

  /** Resolves when every row that was committed before the call is on Kafka. */
  async drain(): Promise<void> {
    while (await this.progress.isBehind()) {
      const pass = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
      this.wake();
      await pass;
    }
  }

  /** Publishes again, with the same ids and bytes, what was written since `since`. @returns how many. */
  async resendSince(since: Date, act: Act): Promise<number> {
    const count = await this.dataSource.transaction(async (manager) => {
      const count = await this.progress.forgetSince(manager, since);
      const detail = { since, count };
      const entry = { ...act, action: 'outbox.resent', subject: 'outbox', courtCode: null, detail };
      await appendLedger(manager, entry);
      return count;
    });
    this.wake();
    return count;
  }

  /** Why messages don't flow at the moment; null when they do. */
  problem(): string | null {
    return this.fault;
  }

  private async run(): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!this.stopped.signal.aborted) {
      try {
        await this.publisher.connect();
        const more = await this.publishBatch();
        this.fault = null;
        backoff = FIRST_BACKOFF_MS;
        if (more) continue;
        this.settle();
        await this.signal.wait(POLL_MS);
      } catch (error) {
        this.reportFault(error);
        await Promise.all([this.progress.release(), this.publisher.disconnect()]);
        this.settle();
        await delay(backoff, undefined, { signal: this.stopped.signal }).catch(() => undefined);
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
      }
    }
    await this.publishRest();
  }

  /** @returns whether there may be more to do at once. */
  private async publishBatch(): Promise<boolean> {
    if (!(await this.progress.acquire())) return false;
    const { rows, more } = await this.progress.nextBatch();
    if (rows.length === 0) return false;
    await this.publisher.publish(rows);
    publishedMessages.inc(rows.length);
    await this.progress.markPublished(rows.map((row) => row.seq));
    return more;
  }

  private async publishRest(): Promise<void> {
    try {
      while (this.fault === null && (await this.publishBatch())) continue;
    } catch (error) {
      this.reportFault(error);
    }
  }

  private reportFault(error: unknown): void {
    const sentence = sentenceOf(error);
    if (this.fault !== sentence)
      this.logger.warn(`outbox relay: ${sentence}; rows wait and are retried`);
    this.fault = `the outbox relay can't publish: ${sentence}`;
  }

  private settle(error?: Error): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const { resolve, reject } of waiting) {
      if (error) reject(error);
      else resolve();
    }
  }
}

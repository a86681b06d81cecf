import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { LEASE_MS } from '../use-cases/claim-deliveries.js';
import { RecordAttempts, type Attempted } from '../use-cases/record-attempts.js';

interface Waiting {
  attempted: Attempted;
  recorded: () => void;
}

const MAX_BATCH = 200;
const FIRST_PAUSE_MS = 100;

/**
 * Records outcomes in batches that grow with the load: while one transaction runs, the outcomes that
 * arrive wait for the next. A single outcome is recorded at once.
 */
@Injectable()
export class OutcomeBatch {
  private readonly logger = new Logger(OutcomeBatch.name);
  private waiting: Waiting[] = [];
  private flushing = false;
  /** Replaced in tests that need retries at exact times. */
  random: () => number = Math.random;

  constructor(private readonly record: RecordAttempts) {}

  /** Resolves when the outcome is recorded, or is lost because its lease ended meanwhile. */
  add(attempted: Attempted): Promise<void> {
    return new Promise((recorded) => {
      this.waiting.push({ attempted, recorded });
      if (!this.flushing) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      await this.recordBatch(batch.map(({ attempted }) => attempted));
      for (const { recorded } of batch) recorded();
    }
    this.flushing = false;
  }

  /** Tries for as long as the leases hold; after that the deliveries are made again by whoever claims them. */
  private async recordBatch(attempts: readonly Attempted[]): Promise<void> {
    const giveUpAt = performance.now() + LEASE_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
      try {
        return await this.record.run(attempts, this.random);
      } catch (error) {
        this.logger.error({
          msg: 'outcomes could not be recorded',
          count: attempts.length,
          err: error,
        });
        if (performance.now() + pause > giveUpAt) return;
        await delay(pause);
      }
    }
  }
}

import { Logger } from '@nestjs/common';
import { isInfrastructureFault } from '#messaging';

/** A transaction per so many: a night on which much is due must not make one huge one. */
const BATCH = 100;
const RETRY_AFTER_MS = 60 * 60 * 1000;

export interface Batch {
  now: Date;
  limit: number;
  /** What could not be done a while ago. */
  except: readonly string[];
  /** To be called with the id of each row before it is worked on. */
  onTaken: (id: string) => void;
}

/**
 * Does due work in batches. One row that can't be done must not hold the others back: where a batch
 * fails its rows are done one by one, and the one that fails is told of and left for a while.
 */
export class IsolatedBatches {
  private readonly logger = new Logger('timers');
  /** What could not be done, and when that was tried. */
  private readonly failed = new Map<string, Date>();

  constructor(
    private readonly timer: string,
    /** One batch in a transaction of its own. */
    private readonly runBatch: (batch: Batch) => Promise<number>,
  ) {}

  async run(now: Date): Promise<number> {
    for (const [id, at] of this.failed) {
      if (now.getTime() - at.getTime() > RETRY_AFTER_MS) this.failed.delete(id);
    }
    try {
      return await this.take(now, BATCH);
    } catch (error) {
      if (isInfrastructureFault(error)) throw error;
      return this.runOneByOne(now);
    }
  }

  private async runOneByOne(now: Date): Promise<number> {
    let done = 0;
    for (let i = 0; i < BATCH; i++) {
      const hand: { holds: string | null } = { holds: null };
      try {
        const one = await this.take(now, 1, (id) => (hand.holds = id));
        if (one === 0) break;
        done += one;
      } catch (error) {
        if (isInfrastructureFault(error) || hand.holds === null) throw error;
        this.logger.error({
          msg: 'timers.row-failed',
          timer: this.timer,
          row: hand.holds,
          err: error,
        });
        this.failed.set(hand.holds, now);
      }
    }
    return done;
  }

  private take(
    now: Date,
    limit: number,
    onTaken: (id: string) => void = () => undefined,
  ): Promise<number> {
    return this.runBatch({ now, limit, except: [...this.failed.keys()], onTaken });
  }
}

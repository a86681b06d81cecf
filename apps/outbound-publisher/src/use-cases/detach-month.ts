import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound, Problem } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { MonthStore } from '../storage/month.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';

export interface DetachedMonth {
  month: string;
  /** Tables of their own from now on: dump them, then drop them. */
  tables: string[];
}

/**
 * Takes a month out of what the publisher reads. Refused while anything in it is open, has to be sent,
 * or can still be read: run the redaction first.
 */
@Injectable()
export class DetachMonth {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly months: MonthStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @param month as `2026-01`, of UTC.
   * @throws 404 where it has no partitions (any more); 409 where it is still needed, with how much needs it.
   */
  async run(month: string, by: string): Promise<DetachedMonth> {
    return this.unitOfWork.run(async ({ manager }) => {
      const first = new Date(`${month}-01T00:00:00Z`);
      const now = this.clock.now();
      // Behind a long read it is given up: the turn that it holds stops intake.
      await manager.query(`SET LOCAL lock_timeout = '3s'`);
      await takeSingleWriterTurn(manager);
      if (!(await this.months.exists(manager, first))) throw notFound('month');
      if (!this.months.isOver(first, now)) throw conflict('MONTH_NOT_OVER', 'month');
      const inUse = await this.months.inUse(manager, first);
      if (inUse.open + inUse.toPush + inUse.readable > 0) {
        throw new Problem(409, 'MONTH_IN_USE', {
          field: 'month',
          vars: { ...inUse },
          extensions: { inUse },
        });
      }
      const tables = await this.months.detach(manager, first, now);
      await appendLedger(manager, {
        at: now,
        actor: by,
        action: 'month.detached',
        subject: 'retention',
        courtCode: null,
        detail: { month, tables },
      });
      return { month, tables };
    });
  }
}

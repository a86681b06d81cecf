import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import { DutyStore } from '../storage/duty.store.js';

/** A transaction per so many: the first look after an outage must not make one huge one. */
const BATCH = 200;

/** Notices duties as they become overdue, so that each is ledgered and warned of once. */
@Injectable()
export class WatchDuties {
  private readonly logger = new Logger('duties');

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly duties: DutyStore,
    private readonly clock: Clock,
  ) {}

  /** @returns how many are overdue now. */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const overdue = await this.duties.countOverdue(this.dataSource.manager, now);
    if (overdue > 0) while ((await this.noticeBatch(now)) === BATCH);
    return overdue;
  }

  private noticeBatch(now: Date): Promise<number> {
    return this.unitOfWork.run(async (tx) => {
      const noticed = await this.duties.takeOverdue(tx.manager, now, BATCH);
      await appendLedgerRows(
        tx.manager,
        noticed.map(({ applicationId, courtCode, ...detail }) => ({
          at: now,
          actor: 'repair-decision',
          action: 'duty.overdue',
          subject: applicationId,
          courtCode,
          detail,
        })),
      );
      tx.afterCommit(() => {
        for (const { applicationId: application, listingId: listing, ...line } of noticed) {
          this.logger.warn({ msg: 'duty.overdue', application, listing, ...line });
        }
      });
      return noticed.length;
    });
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork } from '#messaging';
import { dayAfter, startOfDay } from '../domain/months.js';
import { recordingTime } from '../domain/recording-time.js';
import { endTemporaryLift, evolveRestriction } from '../domain/restriction.js';
import {
  RestrictionVersionStore,
  type NewRestrictionVersion,
} from '../storage/restriction-version.store.js';
import { RestrictionStore } from '../storage/restriction.store.js';
import { IsolatedBatches, type Batch } from '../timers/isolated-batches.js';
import { RegistryTimer } from '../timers/registry-timer.js';

const cause = 'TEMPORARY_LIFT_ENDED' as const;

/**
 * 暂时解除期满: writes down that restrictions bind again. Nobody is told: the lift said until when it
 * would last (see `restrictionLiftedEvent`).
 */
@Injectable()
export class EndTemporaryLifts extends RegistryTimer {
  readonly name = 'temporary-lifts';
  private readonly batches = new IsolatedBatches(this.name, (batch) => this.runBatch(batch));

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly restrictions: RestrictionStore,
    private readonly versions: RestrictionVersionStore,
  ) {
    super();
  }

  runDue(now: Date): Promise<number> {
    return this.batches.run(now);
  }

  private runBatch({ now, onTaken, ...batch }: Batch): Promise<number> {
    const today = shanghaiDate(now);
    return this.unitOfWork.run(async (tx) => {
      const due = await this.restrictions.lockDue(tx.manager, { today, ...batch });
      if (due.length === 0) return 0;
      const ids = due.map(({ id }) => id);
      const last = await this.versions.lastRecordedAt(tx.manager, ids);
      const recordedAt = recordingTime(now, last ?? now);
      const ended = due.flatMap((before) => {
        onTaken(before.id);
        const change = endTemporaryLift(before, today);
        if (!change || before.until === null) return [];
        const restriction = evolveRestriction(before, change);
        // From the day after the last one on, however late this runs.
        return [{ restriction, cause, validFrom: startOfDay(dayAfter(before.until)), recordedAt }];
      });
      await this.restrictions.update(tx.manager, ...ended.map(({ restriction }) => restriction));
      await this.versions.append(tx.manager, ...ended);
      await appendLedgerRows(tx.manager, ended.map(ledgerEntry));
      return ended.length;
    });
  }

  async nextDueOn(): Promise<string | null> {
    const until = await this.restrictions.earliestUntil(this.dataSource.manager);
    return until === null ? null : dayAfter(until);
  }

  countDue(today: string): Promise<number> {
    return this.restrictions.countDue(this.dataSource.manager, today);
  }
}

function ledgerEntry({ restriction, validFrom, recordedAt }: NewRestrictionVersion): LedgerEntry {
  return {
    at: recordedAt,
    actor: 'blacklist-registry',
    action: 'restriction.bound-again',
    subject: restriction.id,
    courtCode: restriction.courtCode,
    detail: { cause, version: restriction.version, since: validFrom },
  };
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import { dayAfter, startOfDay } from '../domain/months.js';
import { endTemporaryLift, evolveRestriction, type Restriction } from '../domain/restriction.js';
import { RestrictionVersionStore } from '../storage/restriction-version.store.js';
import { RestrictionStore } from '../storage/restriction.store.js';
import { RegistryTimer } from '../timers/registry-timer.js';

const BATCH = 100;

/**
 * 暂时解除期满: writes down that restrictions bind again. Nobody is told: the lift said until when it
 * would last (see `restrictionLiftedEvent`).
 */
@Injectable()
export class EndTemporaryLifts extends RegistryTimer {
  readonly name = 'temporary-lifts';

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly restrictions: RestrictionStore,
    private readonly versions: RestrictionVersionStore,
  ) {
    super();
  }

  runDue(now: Date): Promise<number> {
    const today = shanghaiDate(now);
    return this.unitOfWork.run(async (tx) => {
      const due = await this.restrictions.lockDue(tx.manager, today, BATCH);
      const ended: { after: Restriction; since: Date }[] = [];
      for (const before of due) {
        const change = endTemporaryLift(before, today);
        if (!change || before.until === null) continue;
        const after = evolveRestriction(before, change);
        // From the day after the last one on, however late this runs.
        const since = startOfDay(dayAfter(before.until));
        await this.restrictions.update(tx.manager, after);
        await this.versions.append(tx.manager, {
          restriction: after,
          cause: 'TEMPORARY_LIFT_ENDED',
          validFrom: since,
          recordedAt: now,
        });
        ended.push({ after, since });
      }
      await appendLedgerRows(
        tx.manager,
        ended.map(({ after, since }) => ({
          at: now,
          actor: 'blacklist-registry',
          action: 'restriction.bound-again',
          subject: after.id,
          courtCode: after.courtCode,
          detail: { cause: 'TEMPORARY_LIFT_ENDED', version: after.version, since },
        })),
      );
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

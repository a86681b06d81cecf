import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import { consider } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { DeadlineStore } from '../storage/deadline.store.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { outcomeMessage } from './outcome-message.js';

const BATCH = 200;

/** Marks obligations whose deadline has passed, each once. A dead or silent platform is late too. */
@Injectable()
export class MarkOverdue {
  constructor(
    private readonly work: UnitOfWork,
    private readonly deadlines: DeadlineStore,
    private readonly obligations: ObligationStore,
    private readonly clock: Clock,
  ) {}

  /** @returns how many it marked; more may be left. */
  async run(): Promise<number> {
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const ids = await this.deadlines.passed(tx.manager, at, BATCH);
      if (ids.length === 0) return 0;
      const locked = await this.obligations.lock(tx.manager, ids);
      const late = locked
        .map((obligation) => consider(obligation, { kind: 'deadline-passed', at }, NO_PROBE))
        .filter(({ facts }) => facts.includes('overdue'))
        .map(({ obligation }) => obligation);
      await this.obligations.save(tx.manager, late);
      await appendLedgerRows(
        tx.manager,
        late.map(({ id, subscriberId, listingId, courtCode, version, state }) => ({
          at,
          actor: 'outbound-publisher',
          action: 'obligation.overdue',
          subject: listingId,
          courtCode,
          detail: { obligationId: id, subscriberId, version, state },
        })),
      );
      for (const obligation of late) await tx.publish(outcomeMessage('overdue', obligation, at));
      return late.length;
    });
  }
}

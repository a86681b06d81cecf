import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows } from '#ledger';
import { UnitOfWork } from '#messaging';
import { consider } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { DeadlineStore } from '../storage/deadline.store.js';
import { ObligationStore } from '../storage/obligation.store.js';

const BATCH = 200;

/**
 * Marks obligations that no stream ever made available, so that a paused or missing channel is seen:
 * their deadline does not run, and nothing else would tell of them.
 */
@Injectable()
export class MarkUnreachable {
  constructor(
    private readonly work: UnitOfWork,
    private readonly deadlines: DeadlineStore,
    private readonly obligations: ObligationStore,
    private readonly clock: Clock,
  ) {}

  /** @returns how many it marked; more may be left. */
  async run(): Promise<number> {
    return this.work.run(async ({ manager }) => {
      const at = this.clock.now();
      const ids = await this.deadlines.neverAvailable(manager, at, BATCH);
      if (ids.length === 0) return 0;
      const marked = (await this.obligations.lock(manager, ids))
        // Another process may have marked some while we waited for them.
        .filter(({ flags }) => !flags.includes('unreachable'))
        .map((each) => consider(each, { kind: 'never-available', at }, NO_PROBE).obligation)
        .filter(({ flags }) => flags.includes('unreachable'));
      await this.obligations.save(manager, marked);
      await appendLedgerRows(
        manager,
        marked.map(({ id, subscriberId, listingId, courtCode, version, state }) => ({
          at,
          actor: 'outbound-publisher',
          action: 'obligation.unreachable',
          subject: listingId,
          courtCode,
          detail: { obligationId: id, subscriberId, version, state },
        })),
      );
      return marked.length;
    });
  }
}

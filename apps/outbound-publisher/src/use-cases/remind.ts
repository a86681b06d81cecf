import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { consider, type Obligation } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { isLastReminder, REMINDED_AT, remindersDue } from '../domain/reminder.js';
import { AgainStore } from '../storage/again.store.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { ReminderStore, type UnansweredObligation } from '../storage/reminder.store.js';

/** Delivered obligations that one turn walks past, and of them those that one transaction reminds of. */
const WALKED = 10_000;
const REMINDED = 500;

/**
 * After delivery, pushes a change that was not answered by a claim again at 50, 70, 90 and 100 % of
 * its deadline: the same event id, no second obligation. Only to subscribers that consented to looks:
 * a claim is what those begin with, so they give receipts; to the others a 2xx is all there will be.
 * At 100 % it is `escalated`, whoever it is.
 */
@Injectable()
export class Remind {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reminders: ReminderStore,
    private readonly obligations: ObligationStore,
    private readonly again: AgainStore,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /**
   * @param after where the turn before ended; '' begins anew.
   * @returns where the next one begins; null at the end.
   */
  async run(after: string): Promise<string | null> {
    return this.work.run(async (tx) => {
      const now = this.clock.now();
      const { found, next } = await this.reminders.unanswered(tx.manager, after, now, {
        walked: WALKED,
        most: REMINDED,
      });
      const unanswered = await this.stillUnanswered(tx.manager, found, now);
      if (unanswered.length === 0) return next;
      const queued = await this.again.queue(tx.manager, {
        obligationIds: unanswered.filter((each) => each.givesReceipts).map(({ id }) => id),
        ...{ streamId: null, replayId: null, evenPaused: false, now },
      });
      await this.reminders.remember(tx.manager, unanswered);
      const late = unanswered.filter((each) => isLastReminder(each.reminders));
      await this.obligations.save(
        tx.manager,
        late.map(({ obligation }) => escalated(obligation, now)),
      );
      const pushed = new Set(queued.map(({ obligationId }) => obligationId));
      await appendLedgerRows(
        tx.manager,
        unanswered
          .filter((each) => pushed.has(each.id) || isLastReminder(each.reminders))
          .map((each) => ledgerEntry(each, pushed.has(each.id), now)),
      );
      if (queued.length > 0) tx.afterCommit(() => this.engine.wake());
      return next;
    });
  }

  /** Those for which another reminder has come due, locked: no claim comes between. */
  private async stillUnanswered(
    db: Parameters<ObligationStore['lock']>[0],
    found: readonly UnansweredObligation[],
    now: Date,
  ): Promise<DueReminder[]> {
    const due = new Map(found.map((each) => [each.id, { ...each, due: remindersDue(each, now) }]));
    for (const each of found) {
      if (due.get(each.id)?.due === each.reminders) due.delete(each.id);
    }
    const locked = await this.obligations.lock(db, [...due.keys()]);
    return locked.flatMap((obligation) => {
      const each = due.get(obligation.id);
      if (!each || obligation.state !== 'delivered' || obligation.claimedAt !== null) return [];
      const { id, givesReceipts, due: reminders } = each;
      return [{ id, givesReceipts, reminders, obligation }];
    });
  }
}

interface DueReminder {
  id: string;
  givesReceipts: boolean;
  /** How many have come due, this one included. */
  reminders: number;
  obligation: Obligation;
}

function escalated(obligation: Obligation, at: Date): Obligation {
  return consider(obligation, { kind: 'unanswered', at }, NO_PROBE).obligation;
}

function ledgerEntry(
  { obligation, reminders }: DueReminder,
  pushed: boolean,
  at: Date,
): LedgerEntry {
  const { id, subscriberId, listingId, courtCode, version } = obligation;
  return {
    at,
    actor: 'outbound-publisher',
    action: isLastReminder(reminders) ? 'obligation.escalated' : 'obligation.reminded',
    subject: listingId,
    courtCode,
    detail: {
      ...{ obligationId: id, subscriberId, version },
      ...{ percent: REMINDED_AT[reminders - 1], pushed },
    },
  };
}

import { Injectable } from '@nestjs/common';
import { appendLedger } from '#ledger';
import { Clock } from '#bootstrap';
import type { Transaction } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { Change } from '../domain/change.js';
import { expectedSet, type AnnouncedChange } from '../domain/expected-set.js';
import { ChangeStore, type ArrivedChange } from '../storage/change.store.js';
import { IntakeStore, type IntakeCandidate } from '../storage/intake.store.js';
import { changeAccepted } from './change-accepted.js';
import { changeEntry } from './change-entry.js';
import { FeedWaiters } from './feed-waiters.js';

/** Takes one change in whose turn it is: freezes who must be told of it, and gives out their offsets. */
@Injectable()
export class AcceptChange {
  constructor(
    private readonly changes: ChangeStore,
    private readonly intake: IntakeStore,
    private readonly engine: DeliveryEngine,
    private readonly feedWaiters: FeedWaiters,
    private readonly clock: Clock,
  ) {}

  async run(tx: Transaction, change: ArrivedChange): Promise<void> {
    const { event } = change;
    const now = this.clock.now();
    await this.changes.insert(tx.manager, change, now);
    const candidates = await this.intake.candidates(tx.manager, event.data.listingRef);
    const expected = expectedSet(await this.announced(tx, event), candidates);
    if (expected.length > 0) await this.freeze(tx, event, expected, now);
    await tx.publish({
      topic: 'delivery-outcomes',
      event: changeAccepted(event, expected.length, now),
    });
    await appendLedger(
      tx.manager,
      changeEntry(event, {
        at: now,
        action: 'change.accepted',
        detail: { subscribers: expected.map((each) => each.id) },
      }),
    );
    tx.afterCommit(() => {
      this.engine.wake();
      this.feedWaiters.wake(expected.map((each) => each.id));
    });
  }

  /**
   * Whose business it is. A restriction may bind a person while the listing is a firm's: it concerns
   * whoever the listing concerns.
   */
  private async announced(
    { manager }: Transaction,
    { type, data }: Change,
  ): Promise<AnnouncedChange> {
    if (type !== 'restriction.lifted.v1') {
      return { type, courtCode: data.court.code, subjectType: data.subject.type };
    }
    return { type, ...(await this.changes.scopeOf(manager, data.listingRef)) };
  }

  private async freeze(
    { manager }: Transaction,
    event: Change,
    expected: readonly IntakeCandidate[],
    now: Date,
  ): Promise<void> {
    await this.intake.freeze(
      manager,
      { event, now },
      expected.map(({ id, hasFeed, contract }) => ({
        subscriberId: id,
        deadline: deadlineFor(contract, now),
        visible: hasFeed,
      })),
    );
    if (event.data.previousVersion !== null) await this.intake.supersedeOlder(manager, event, now);
  }
}

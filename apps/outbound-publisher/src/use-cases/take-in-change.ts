import { Injectable } from '@nestjs/common';
import { appendLedger } from '#ledger';
import { Clock } from '#bootstrap';
import type { Transaction } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { aggregateOf, restrictionOf, type Change } from '../domain/change.js';
import { turnOf } from '../domain/change-order.js';
import { expectedSet } from '../domain/expected-set.js';
import { ChangeStore, type ArrivedChange } from '../storage/change.store.js';
import { IntakeStore, type IntakeCandidate } from '../storage/intake.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { changeAccepted } from './change-accepted.js';
import { FeedWaiters } from './feed-waiters.js';

export type TakenIn = 'taken-in' | 'held' | 'overtaken';

/**
 * The single writer: takes one change of a listing or restriction in, freezes who must be told of it, gives out their
 * offsets, and then takes in whatever waited for it. All in the transaction that consumed it.
 */
@Injectable()
export class TakeInChange {
  constructor(
    private readonly changes: ChangeStore,
    private readonly intake: IntakeStore,
    private readonly engine: DeliveryEngine,
    private readonly feedWaiters: FeedWaiters,
    private readonly clock: Clock,
  ) {}

  async run(tx: Transaction, change: ArrivedChange): Promise<TakenIn> {
    await takeSingleWriterTurn(tx.manager);
    const { head, someWait } = await this.changes.situation(tx.manager, change.event);
    switch (turnOf(change.event.data, head)) {
      case 'ignore':
        return 'overtaken';
      case 'hold':
        await this.hold(tx, change);
        return 'held';
      case 'take-in':
        await this.takeIn(tx, change);
        if (someWait) await this.takeInWhatWaited(tx, change.event);
        return 'taken-in';
    }
  }

  private async takeIn(tx: Transaction, change: ArrivedChange): Promise<void> {
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
    await appendLedger(tx.manager, {
      ...ledgerBasics(event, now),
      action: 'change.accepted',
      detail: { ...position(event), subscribers: expected.map((each) => each.id) },
    });
    tx.afterCommit(() => {
      this.engine.wake();
      this.feedWaiters.wake(expected.map((each) => each.id));
    });
  }

  /**
   * Whose business it is. A restriction may bind a person while the listing is a firm's: it concerns
   * whoever the listing concerns.
   */
  private async announced({ manager }: Transaction, { type, data }: Change) {
    const own = { courtCode: data.court.code, subjectType: data.subject.type };
    if (type !== 'restriction.lifted.v1') return { type, ...own };
    return { type, ...((await this.changes.scopeOf(manager, data.listingRef)) ?? own) };
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

  private async hold(tx: Transaction, change: ArrivedChange): Promise<void> {
    const now = this.clock.now();
    await this.changes.hold(tx.manager, change, now);
    await appendLedger(tx.manager, {
      ...ledgerBasics(change.event, now),
      action: 'change.held',
      detail: { ...position(change.event), waitsFor: change.event.data.previousVersion },
    });
  }

  private async takeInWhatWaited(tx: Transaction, first: Change): Promise<void> {
    let head = first.data.version;
    for (;;) {
      const waited = await this.changes.releaseNext(tx.manager, aggregateOf(first), head);
      if (!waited) return;
      // Its bytes were verified and parsed when they arrived.
      const event = JSON.parse(waited.bytes.toString('utf8')) as Change;
      await this.takeIn(tx, { ...waited, event });
      head = event.data.version;
    }
  }
}

function position(event: Change) {
  const { id, type, data } = event;
  const restriction = restrictionOf(event);
  return {
    ...{ eventId: id, eventType: type, version: data.version, decisionId: data.decisionId },
    ...(restriction !== null && { restriction }),
  };
}

function ledgerBasics({ data }: Change, now: Date) {
  return {
    at: now,
    actor: 'outbound-publisher',
    subject: data.listingRef,
    courtCode: data.court.code,
  };
}

import { Injectable } from '@nestjs/common';
import { Clock, notFound } from '#bootstrap';
import type { ListingChange } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { Scope } from '../domain/contract.js';
import { scopeTakesListing } from '../domain/scope.js';
import { LateChangeStore } from '../storage/late-change.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { SnapshotReaderStore, type OfferedSnapshot } from '../storage/snapshot-reader.store.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';
import { SubscriberStore, type Subscriber } from '../storage/subscriber.store.js';
import { changeAccepted } from './change-accepted.js';
import { FeedWaiters } from './feed-waiters.js';

/** Intake waits for a transaction of this at most: some tens of milliseconds. */
const AT_ONCE = 1000;

/**
 * A subscriber is about to get a file of a snapshot: from here on it may hold what was listed when it
 * was cut, and is told of what becomes of it. So it also has to be told of what became of it between
 * the cut and now; nobody knew then that it would hold it.
 */
@Injectable()
export class TakeSnapshot {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly streams: StreamStore,
    private readonly readers: SnapshotReaderStore,
    private readonly lateChanges: LateChangeStore,
    private readonly engine: DeliveryEngine,
    private readonly feedWaiters: FeedWaiters,
    private readonly clock: Clock,
  ) {}

  /** Before the first byte: it may hold them whether or not the last one arrives. */
  async run(stream: Stream, snapshot: OfferedSnapshot): Promise<void> {
    if (snapshot.taken) return;
    for (let after: number | null = snapshot.position; after !== null;) {
      after = await this.step(stream, snapshot, after);
    }
  }

  /** @returns where the next step goes on; null when it has taken the snapshot. */
  private async step(
    stream: Stream,
    snapshot: OfferedSnapshot,
    after: number,
  ): Promise<number | null> {
    return this.unitOfWork.run(async (tx) => {
      await takeSingleWriterTurn(tx.manager);
      const now = this.clock.now();
      const subscriber = await this.requireOffered(tx, stream, snapshot);
      const missed = await this.lateChanges.missed(
        tx.manager,
        subscriber.id,
        { snapshotPosition: snapshot.position, after },
        AT_ONCE,
      );
      const changes = missed
        .map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as ListingChange)
        .filter((change) => isInFile(subscriber.contract.scope, change));
      if (changes.length > 0) await this.tell(tx, subscriber, { snapshot, changes, now });
      const last = missed.at(-1);
      if (last && missed.length === AT_ONCE) return last.position;
      await this.readers.take(tx.manager, snapshot, subscriber.id, now);
      await this.note(tx, stream, { action: 'snapshot.taken', snapshot, now });
      return null;
    });
  }

  /** Since it was looked up, its contract may have been edited, or the number expired. */
  private async requireOffered(
    { manager }: Transaction,
    { subscriberId }: Stream,
    { position, id }: OfferedSnapshot,
  ): Promise<Subscriber> {
    const subscriber = await this.subscribers.find(manager, subscriberId);
    if (!subscriber) throw notFound();
    const { scope } = subscriber.contract;
    const options = { upTo: position, limit: 1 };
    const [offered] = await this.readers.offered(manager, subscriberId, scope, options);
    if (offered?.id !== id) throw notFound('number');
    return subscriber;
  }

  private async tell(
    tx: Transaction,
    subscriber: Subscriber,
    late: { snapshot: OfferedSnapshot; changes: readonly ListingChange[]; now: Date },
  ): Promise<void> {
    const { snapshot, changes, now } = late;
    const streams = await this.streams.ofSubscriber(tx.manager, subscriber.id);
    await this.lateChanges.oblige(tx.manager, {
      subscriberId: subscriber.id,
      changes,
      deadline: deadlineFor(subscriber.contract, now),
      visible: streams.some(({ channel, status }) => channel === 'feed' && status !== 'disabled'),
      now,
    });
    await this.announceExpected(tx, changes, now);
    await appendLedger(tx.manager, {
      at: now,
      actor: 'outbound-publisher',
      action: 'snapshot.told_late',
      subject: subscriber.id,
      courtCode: null,
      detail: {
        ...{ snapshot: snapshot.id, position: snapshot.position },
        events: changes.map(({ id }) => id),
      },
    });
    tx.afterCommit(() => {
      this.engine.wake();
      this.feedWaiters.wake([subscriber.id]);
    });
  }

  /** Who decided them counts on one more to act. */
  private async announceExpected(
    tx: Transaction,
    changes: readonly ListingChange[],
    now: Date,
  ): Promise<void> {
    const decided = changes.filter(({ data }) => data.decisionId !== null);
    if (decided.length === 0) return;
    const expected = await this.lateChanges.expected(
      tx.manager,
      decided.map(({ id }) => id),
    );
    for (const change of decided) {
      const event = changeAccepted(change, expected.get(change.id) ?? 1, now);
      await tx.publish({ topic: 'delivery-outcomes', event });
    }
  }

  private async note(
    { manager }: Transaction,
    { id, subscriberId }: Stream,
    { action, snapshot, now }: { action: string; snapshot: OfferedSnapshot; now: Date },
  ): Promise<void> {
    const { epoch, position, offset } = snapshot;
    await appendLedger(manager, {
      ...{ at: now, actor: subscriberId, action, subject: id, courtCode: null },
      detail: { subscriber: subscriberId, snapshot: snapshot.id, epoch, position, offset },
    });
  }
}

/** What is in its file is cut to its scope by the same rule. */
function isInFile(scope: Scope, { data }: ListingChange): boolean {
  return scopeTakesListing(scope, {
    courtCode: data.court.code,
    subjectType: data.subject.type,
  });
}

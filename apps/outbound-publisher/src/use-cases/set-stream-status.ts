import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { SettableStatus, StreamStatus } from '../domain/stream.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { StreamSetupStore, type StreamSetup } from '../storage/stream-setup.store.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { OwnStreams, type Opener } from './own-streams.js';

export interface StatusChange {
  status: SettableStatus;
  /** The address that operations answer for, though nobody there has proven himself. */
  vouchFor: string | null;
}

/**
 * Pauses, resumes or disables a stream. What it missed, and what waits for its next try, is due as soon
 * as it resumes. The receiver gets no event of it: whoever takes everything that is pushed to it for a
 * change of a listing would stumble over one, and the stream itself says where it stands.
 */
@Injectable()
export class SetStreamStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly streams: StreamStore,
    private readonly setups: StreamSetupStore,
    private readonly subscribers: SubscriberStore,
    private readonly standings: StreamStandingStore,
    private readonly own: OwnStreams,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns what it is now: `pending` in place of `enabled` where its receiver has still to prove itself
   * and operations do not answer for it: by naming its address, where it has been given a new one.
   * @throws 404, or 409 when a subscriber would disable the last stream by which it is told, or the
   * address that is answered for is not its address any more.
   */
  async run(stream: Stream, wanted: StatusChange, by: Opener): Promise<StreamStatus> {
    return this.unitOfWork.run(async (tx) => {
      if (by.isSubscriber) await this.own.requireAnother(tx, stream);
      // Intake gives deadlines to what a feed shows; of a webhook's status it knows nothing.
      if (stream.channel === 'feed') await takeSingleWriterTurn(tx.manager);
      const before = await this.setups.lock(tx.manager, stream.id);
      if (!before) throw notFound();
      const status = statusAfter(before, wanted);
      const isAsBefore = status === before.status;
      if (isAsBefore && (by.isSubscriber || status === 'pending')) return status;
      await this.set(tx, before, status);
      await appendLedger(tx.manager, {
        at: this.clock.now(),
        actor: by.sub,
        action: `stream.${status}`,
        subject: stream.id,
        courtCode: null,
        detail: { subscriber: stream.subscriberId, before: before.status },
      });
      tx.afterCommit(() => {
        // This process starts nothing from here on; another one that pushes the stream looks within seconds.
        if (status !== 'enabled') this.engine.hold(stream.id);
        this.engine.wake();
      });
      return status;
    });
  }

  private async set(tx: Transaction, stream: StreamSetup, status: StreamStatus): Promise<void> {
    const now = this.clock.now();
    await this.streams.setStatus(tx.manager, stream.id, status);
    if (status === 'enabled') {
      if (stream.mustProve) await this.setups.setMustProve(tx.manager, stream.id, false);
      await this.standings.forgetTrouble(tx.manager, stream.id, now);
    }
    if (status !== 'disabled' && stream.channel === 'feed') {
      await this.showFeed(tx, stream.subscriberId, now);
    }
  }

  /** What came while the feed was disabled becomes readable now, and its deadlines start. */
  private async showFeed({ manager }: Transaction, subscriberId: string, now: Date): Promise<void> {
    const subscriber = await this.subscribers.find(manager, subscriberId);
    if (!subscriber) return;
    const deadline = deadlineFor(subscriber.contract, now);
    await this.streams.startDeadlines(manager, subscriberId, now, deadline);
  }
}

/**
 * Enabling what is pending is operations' word for the address that it was opened with. One that the
 * subscriber gave later is answered for by its name: between a look at it and the word it may have changed.
 */
function statusAfter(
  { url, status, mustProve, hasMoved }: StreamSetup,
  { status: wanted, vouchFor }: StatusChange,
): StreamStatus {
  if (vouchFor !== null && vouchFor !== url) throw conflict('ADDRESS_CHANGED', 'vouchFor');
  if (wanted !== 'enabled' || !mustProve || vouchFor !== null) return wanted;
  return status === 'pending' && !hasMoved ? 'enabled' : 'pending';
}

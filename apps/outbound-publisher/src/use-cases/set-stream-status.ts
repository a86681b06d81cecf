import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { StreamStatus } from '../domain/stream.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';

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
    private readonly subscribers: SubscriberStore,
    private readonly standings: StreamStandingStore,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  async run(stream: Stream, status: StreamStatus, by: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      // Intake gives deadlines to what a feed shows; of a webhook's status it knows nothing.
      if (stream.channel === 'feed') await takeSingleWriterTurn(tx.manager);
      const now = this.clock.now();
      await this.streams.setStatus(tx.manager, stream.id, status);
      if (status === 'enabled') await this.standings.forgetTrouble(tx.manager, stream.id, now);
      if (status !== 'disabled' && stream.channel === 'feed') {
        await this.showFeed(tx, stream.subscriberId, now);
      }
      await appendLedger(tx.manager, {
        at: now,
        actor: by,
        action: `stream.${status}`,
        subject: stream.id,
        courtCode: null,
        detail: { subscriber: stream.subscriberId, before: stream.status },
      });
      tx.afterCommit(() => {
        // This process starts nothing from here on; another one that pushes the stream looks within seconds.
        if (status !== 'enabled') this.engine.hold(stream.id);
        this.engine.wake();
      });
    });
  }

  /** What came while the feed was disabled becomes readable now, and its deadlines start. */
  private async showFeed({ manager }: Transaction, subscriberId: string, now: Date): Promise<void> {
    const subscriber = await this.subscribers.find(manager, subscriberId);
    if (!subscriber) return;
    const deadline = deadlineFor(subscriber.contract, now);
    await this.streams.startDeadlines(manager, subscriberId, now, deadline);
  }
}

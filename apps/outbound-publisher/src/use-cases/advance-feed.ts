import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { FeedStore } from '../storage/feed.store.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';

/** A reader's own word on where it stands in its feed. */
@Injectable()
export class AdvanceFeed {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly feed: FeedStore,
    private readonly streams: StreamStore,
    private readonly clock: Clock,
  ) {}

  /** It has everything up to `offset`: a commit says so, and so does a read from beyond it. */
  async markDelivered(stream: Stream, offset: number): Promise<void> {
    if (offset <= stream.deliveredOffset) return;
    await this.unitOfWork.run(async ({ manager }) => {
      const now = this.clock.now();
      if (!(await this.feed.markDelivered(manager, stream, offset, now))) return;
      await appendLedger(manager, {
        at: now,
        actor: stream.subscriberId,
        action: 'feed.delivered',
        subject: stream.id,
        courtCode: null,
        detail: { subscriber: stream.subscriberId, upTo: offset },
      });
    });
  }

  /** Where its next read without a cursor starts; going back is allowed, and proves nothing. */
  async seek(stream: Stream, offset: number): Promise<void> {
    await this.unitOfWork.run(async ({ manager }) => {
      await this.streams.setCursor(manager, stream.id, offset);
      await appendLedger(manager, {
        at: this.clock.now(),
        actor: stream.subscriberId,
        action: 'feed.sought',
        subject: stream.id,
        courtCode: null,
        detail: { subscriber: stream.subscriberId, after: offset },
      });
    });
  }
}

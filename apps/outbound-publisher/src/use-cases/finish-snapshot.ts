import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { FeedStore } from '../storage/feed.store.js';
import { SnapshotReaderStore, type OfferedSnapshot } from '../storage/snapshot-reader.store.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';

/** Which file of a number was fetched. */
export type FetchedFile = 'full' | 'delta';

/**
 * A file went out to its last byte. With it arrived all that the subscriber was to be told up to the
 * cut: of a subscriber that only fetches snapshots nothing else would ever say so.
 */
@Injectable()
export class FinishSnapshot {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly streams: StreamStore,
    private readonly readers: SnapshotReaderStore,
    private readonly feed: FeedStore,
    private readonly clock: Clock,
  ) {}

  async run(stream: Stream, snapshot: OfferedSnapshot, file: FetchedFile): Promise<void> {
    const { subscriberId } = stream;
    await this.unitOfWork.run(async ({ manager }) => {
      const now = this.clock.now();
      const subscriber = await this.subscribers.find(manager, subscriberId);
      // Its own row, not what was read before the download: other downloads may have ended meanwhile.
      const current = await this.streams.find(manager, stream.id);
      if (!subscriber || !current) return;
      const { offset, basePosition } = snapshot;
      if (file === 'delta') {
        const base = await this.readers.offsetAt(manager, subscriberId, {
          ...snapshot,
          position: basePosition ?? 0,
        });
        // Of what lies before the delta's base nothing is known to have arrived.
        if (base === null || current.deliveredOffset < base) return;
      }
      await this.readers.makeAvailable(manager, subscriberId, {
        offset,
        now,
        deadline: deadlineFor(subscriber.contract, now),
      });
      if (!(await this.feed.markDelivered(manager, current, offset, now))) return;
      await appendLedger(manager, {
        ...{ at: now, actor: subscriberId, action: 'snapshot.delivered', subject: stream.id },
        courtCode: null,
        detail: {
          ...{ subscriber: subscriberId, snapshot: snapshot.id, file },
          ...{ position: snapshot.position, upTo: offset },
        },
      });
    });
  }
}

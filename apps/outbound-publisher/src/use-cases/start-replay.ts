import { Injectable } from '@nestjs/common';
import { Clock, invalid } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { isRestricted, type ReplayChoice } from '../domain/replay.js';
import { ReplayStore } from '../storage/replay.store.js';
import { StreamStore } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';

/** Asks for a replay; choosing and pushing go on in the background. */
@Injectable()
export class StartReplay {
  constructor(
    private readonly work: UnitOfWork,
    private readonly replays: ReplayStore,
    private readonly streams: StreamStore,
    private readonly subscribers: SubscriberStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns its id.
   * @throws 422 where it names nothing to choose by, or what does not exist.
   */
  async run(asked: ReplayChoice, by: string): Promise<string> {
    if (!isRestricted(asked)) throw invalid('REPLAY_OF_WHAT', 'subscriber');
    if (asked.from && asked.to && asked.from >= asked.to) throw invalid('EMPTY_RANGE', 'to');
    return this.work.run(async ({ manager }) => {
      const choice = { ...asked };
      if (asked.streamId) {
        const stream = await this.streams.find(manager, asked.streamId);
        if (!stream) throw invalid('UNKNOWN_STREAM', 'stream');
        if (stream.channel !== 'webhook' && stream.channel !== 'kafka') {
          throw invalid('NOT_PUSHED_TO', 'stream');
        }
        choice.subscriberId ??= stream.subscriberId;
        if (choice.subscriberId !== stream.subscriberId) throw invalid('UNKNOWN_STREAM', 'stream');
      } else if (
        asked.subscriberId &&
        !(await this.subscribers.find(manager, asked.subscriberId))
      ) {
        throw invalid('UNKNOWN_SUBSCRIBER', 'subscriber');
      }
      if (asked.listingId && !(await this.replays.knowsListing(manager, asked.listingId))) {
        throw invalid('UNKNOWN_LISTING', 'listing');
      }
      const now = this.clock.now();
      const id = newId('rpl');
      await this.replays.insert(manager, { ...choice, id, requestedBy: by, createdAt: now });
      await appendLedger(manager, {
        at: now,
        actor: by,
        action: 'replay.started',
        subject: id,
        courtCode: null,
        detail: choice,
      });
      return id;
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, notFound } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { StreamStore, type NewStream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { OwnStreams, type Opener } from './own-streams.js';

/** Opens a stream by which a subscriber fetches the list as files. Nothing is cut before it asks. */
@Injectable()
export class OpenSnapshotStream {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly streams: StreamStore,
    private readonly own: OwnStreams,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns its id.
   * @throws 404, or 409 when a subscriber has as many as it may open.
   */
  async run(subscriberId: string, by: Opener): Promise<string> {
    return this.unitOfWork.run(async (tx) => {
      const { manager } = tx;
      if (!(await this.subscribers.find(manager, subscriberId))) throw notFound();
      await this.own.requireRoom(tx, subscriberId, by);
      const stream: NewStream = {
        ...{ id: newId('str'), subscriberId, channel: 'snapshot', url: null },
        ...{ sealedSecret: null, keyId: null, createdAt: this.clock.now() },
      };
      await this.streams.insert(manager, stream);
      await appendLedger(manager, {
        ...{ at: stream.createdAt, actor: by.sub, action: 'stream.opened', subject: stream.id },
        courtCode: null,
        detail: { subscriber: subscriberId, channel: stream.channel },
      });
      return stream.id;
    });
  }
}

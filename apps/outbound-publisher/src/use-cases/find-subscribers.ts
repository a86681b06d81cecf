import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '#bootstrap';
import type { Page, PageRequest } from '../storage/page.js';
import { StreamStore, type Stream } from '../storage/stream.store.js';
import { SubscriberStore, type Subscriber } from '../storage/subscriber.store.js';

/** Subscribers and their streams as they are; never a secret. */
@Injectable()
export class FindSubscribers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscribers: SubscriberStore,
    private readonly streams: StreamStore,
  ) {}

  list(page: PageRequest): Promise<Page<Subscriber>> {
    return this.subscribers.list(this.dataSource.manager, page);
  }

  /** @throws 404 when there is none of that id. */
  async byId(id: string): Promise<{ subscriber: Subscriber; streams: Stream[] }> {
    const subscriber = await this.subscribers.find(this.dataSource.manager, id);
    if (!subscriber) throw notFound();
    return { subscriber, streams: await this.streams.ofSubscriber(this.dataSource.manager, id) };
  }

  /** @throws 404 when there is none of that id. */
  async stream(id: string): Promise<Stream> {
    const stream = await this.streams.find(this.dataSource.manager, id);
    if (!stream) throw notFound();
    return stream;
  }
}

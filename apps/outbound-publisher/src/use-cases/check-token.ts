import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { SubscriberStore } from '../storage/subscriber.store.js';

const SECOND = 1000;

/** Whether a subscriber's token, believed for its signature, is still one that holds. */
@Injectable()
export class CheckToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscribers: SubscriberStore,
  ) {}

  async isCurrent(subscriberId: string, token: string): Promise<boolean> {
    const from = await this.subscribers.tokensFrom(this.dataSource.manager, subscriberId);
    return !from || (decodeJwt(token).iat ?? 0) * SECOND >= from.getTime();
  }
}

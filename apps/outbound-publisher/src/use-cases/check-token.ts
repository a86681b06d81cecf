import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { SubscriberStore } from '../storage/subscriber.store.js';

const SECOND = 1000;

/** Whether a subscriber's token, believed for its signature, is still one that holds. */
@Injectable()
export class CheckToken {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscribers: SubscriberStore,
    private readonly clock: Clock,
  ) {}

  async isCurrent(subscriberId: string, token: string): Promise<boolean> {
    const now = this.clock.now();
    const from = await this.subscribers.tokensFrom(this.dataSource.manager, subscriberId, now);
    return !from || (decodeJwt(token).iat ?? 0) * SECOND >= from.getTime();
  }
}

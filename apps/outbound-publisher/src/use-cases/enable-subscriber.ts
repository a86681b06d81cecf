import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { SigningKeys } from '#signing';
import type { Contract, SubscriberType } from '../domain/contract.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { CheckLookup, withoutSecrets } from './check-lookup.js';
import { newToken, type NewToken } from './new-token.js';

export interface NewSubscriber {
  name: string;
  type: SubscriberType;
  contract: Contract;
}

/** Enables a subscriber: it is told of what is taken in from here on, and of nothing before. */
@Injectable()
export class EnableSubscriber {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly checkLookup: CheckLookup,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  async run(given: NewSubscriber, by: string): Promise<{ id: string } & NewToken> {
    await this.checkLookup.run(given.contract.lookup.urlTemplate, 'contract.lookup.urlTemplate');
    const id = newId('sub');
    await this.unitOfWork.run(async ({ manager }) => {
      // Its place is between two changes, never in the middle of one.
      await takeSingleWriterTurn(manager);
      const now = this.clock.now();
      await this.subscribers.insert(manager, { ...given, id, enabledAt: now });
      await appendLedger(manager, {
        at: now,
        actor: by,
        action: 'subscriber.enabled',
        subject: id,
        courtCode: null,
        detail: { type: given.type, contract: withoutSecrets(given.contract) },
      });
    });
    const { token, expiresAt } = await newToken(this.keys, id);
    return { id, token, expiresAt };
  }
}

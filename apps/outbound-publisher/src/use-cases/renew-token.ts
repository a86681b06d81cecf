import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { Clock, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { mintToken, SigningKeys } from '#signing';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { TOKEN_LIFETIME } from './enable-subscriber.js';

const SECOND = 1000;

/** Gives a subscriber a new token, before the old one expires or after it was lost; the old one ends. */
@Injectable()
export class RenewToken {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws 404 when there is no such subscriber. */
  async run(id: string, by: string): Promise<string> {
    const actor = { sub: id, role: 'subscriber' } as const;
    const token = await mintToken(this.keys.of('publisher'), actor, TOKEN_LIFETIME);
    // By the token's own time: the two clocks must not disagree on it.
    const from = new Date((decodeJwt(token).iat ?? 0) * SECOND);
    await this.unitOfWork.run(async ({ manager }) => {
      if (!(await this.subscribers.setTokensFrom(manager, id, from))) throw notFound();
      await appendLedger(manager, {
        at: this.clock.now(),
        actor: by,
        action: 'subscriber.token-renewed',
        subject: id,
        courtCode: null,
        detail: { olderRefusedFrom: from },
      });
    });
    return token;
  }
}

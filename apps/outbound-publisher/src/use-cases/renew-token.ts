import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { SigningKeys } from '#signing';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { newToken, type NewToken } from './new-token.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
/** Time to bring the new one to every program that has the old one. */
export const TOKEN_OVERLAP_HOURS = 72;

export interface RenewedToken extends NewToken {
  /** Until when the tokens given before are believed, if they do not expire before. */
  previousValidUntil: Date;
}

/** Gives a subscriber a new token; the older ones end a while later, or at once where one was lost. */
@Injectable()
export class RenewToken {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws 404 when there is no such subscriber. */
  async run(id: string, overlapHours: number, by: string): Promise<RenewedToken> {
    await nextSecond();
    const { token, expiresAt, issuedAt: before } = await newToken(this.keys, id);
    const now = this.clock.now();
    const endAt = new Date(now.getTime() + overlapHours * HOUR_MS);
    await this.unitOfWork.run(async ({ manager }) => {
      // By the token's own time: the two clocks must not disagree on which are older.
      const end = { before, endAt };
      if (!(await this.subscribers.endTokens(manager, id, end, now))) throw notFound();
      await appendLedger(manager, {
        at: now,
        actor: by,
        action: 'subscriber.token-renewed',
        subject: id,
        courtCode: null,
        detail: { olderThan: before, refusedFrom: endAt },
      });
    });
    return { token, expiresAt, previousValidUntil: endAt };
  }
}

/** Tokens tell their time in whole seconds: one of this very second would not be older than the new one. */
async function nextSecond(): Promise<void> {
  await delay(SECOND_MS - (Date.now() % SECOND_MS));
}

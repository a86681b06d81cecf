import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, invalid, notFound } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { SigningKeys } from '#signing';
import { deadlineFor } from '../deadlines/deadline-for.js';
import { AddressGuard } from '../delivery/address-guard.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { StreamStatus } from '../domain/stream.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { StreamSecrets } from '../storage/stream-secrets.js';
import { StreamSetupStore } from '../storage/stream-setup.store.js';
import { StreamStore, type NewStream } from '../storage/stream.store.js';
import { SubscriberStore, type Subscriber } from '../storage/subscriber.store.js';
import { OwnStreams, type Opener } from './own-streams.js';

export type StreamTarget =
  /** `mustProve`: it pushes nothing until its receiver has shown that it wants it. */
  { channel: 'webhook'; url: string; mustProve: boolean } | { channel: 'feed' };

export interface OpenedStream {
  id: string;
  status: StreamStatus;
  /** Shown this once: `whsec_…`, as Standard Webhooks writes it. */
  signingSecret: string | null;
  /** Which of our public keys signs what this stream pushes. */
  keyId: string | null;
}

export const SECRET_BYTES = 32;

/** As Standard Webhooks writes it. */
export function shownSecret(secret: Buffer): string {
  return `whsec_${secret.toString('base64')}`;
}

/** Opens a stream for a subscriber; it starts at the subscriber's first offset. */
@Injectable()
export class OpenStream {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly subscribers: SubscriberStore,
    private readonly streams: StreamStore,
    private readonly setups: StreamSetupStore,
    private readonly secrets: StreamSecrets,
    private readonly own: OwnStreams,
    private readonly addresses: AddressGuard,
    private readonly engine: DeliveryEngine,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws 404; 422 for an address that we do not call; 409 when a subscriber has as many as it may. */
  async run(subscriberId: string, target: StreamTarget, by: Opener): Promise<OpenedStream> {
    const refused =
      target.channel === 'webhook' ? await this.addresses.whyRefused(target.url) : null;
    if (refused !== null) throw invalid(refused, 'url');
    return this.unitOfWork.run(async (tx) => {
      const subscriber = await this.subscribers.find(tx.manager, subscriberId);
      if (!subscriber) throw notFound();
      await this.own.requireRoom(tx, subscriberId, by);
      return target.channel === 'webhook'
        ? this.openWebhook(tx, subscriber, target, by.sub)
        : this.openFeed(tx, subscriber, by.sub);
    });
  }

  private async openWebhook(
    tx: Transaction,
    { id: subscriberId, contract }: Subscriber,
    { url, mustProve }: StreamTarget & { channel: 'webhook' },
    by: string,
  ): Promise<OpenedStream> {
    const id = newId('str');
    const secret = randomBytes(SECRET_BYTES);
    const keyId = this.keys.of('publisher').kid;
    const stream: NewStream = {
      id,
      subscriberId,
      channel: 'webhook',
      url,
      sealedSecret: this.secrets.seal(id, secret),
      keyId,
      createdAt: this.clock.now(),
      status: mustProve ? 'pending' : 'enabled',
      ratePerSecond: contract.rate?.perSecond ?? null,
      maxInFlight: contract.rate?.atOnce ?? null,
    };
    await this.streams.insert(tx.manager, stream);
    if (mustProve) await this.setups.setMustProve(tx.manager, id, true);
    await this.setups.rememberAddress(tx.manager, id, url, stream.createdAt);
    await this.writeLedger(tx, stream, by);
    tx.afterCommit(() => this.engine.wake());
    return { id, status: statusOf(stream), signingSecret: shownSecret(secret), keyId };
  }

  private async openFeed(
    tx: Transaction,
    { id: subscriberId, contract }: Subscriber,
    by: string,
  ): Promise<OpenedStream> {
    const now = this.clock.now();
    const stream: NewStream = {
      id: newId('str'),
      subscriberId,
      channel: 'feed',
      url: null,
      sealedSecret: null,
      keyId: null,
      createdAt: now,
    };
    await takeSingleWriterTurn(tx.manager);
    await this.streams.insert(tx.manager, stream);
    await this.writeLedger(tx, stream, by);
    await this.streams.startDeadlines(tx.manager, subscriberId, now, deadlineFor(contract, now));
    return { id: stream.id, status: statusOf(stream), signingSecret: null, keyId: null };
  }

  private async writeLedger(
    { manager }: Transaction,
    stream: NewStream,
    by: string,
  ): Promise<void> {
    await appendLedger(manager, {
      at: stream.createdAt,
      actor: by,
      action: 'stream.opened',
      subject: stream.id,
      courtCode: null,
      // The path may hold the subscriber's own secret.
      detail: {
        subscriber: stream.subscriberId,
        channel: stream.channel,
        status: statusOf(stream),
        origin: stream.url && new URL(stream.url).origin,
      },
    });
  }
}

function statusOf({ status = 'enabled' }: NewStream): StreamStatus {
  return status;
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, conflict, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { StreamVerifier, type Handshake, type Verification } from '../delivery/stream-verifier.js';
import { rateInForce, type StreamStatus } from '../domain/stream.js';
import {
  StreamSetupStore,
  webhookTargetOf,
  type StreamSetup,
} from '../storage/stream-setup.store.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';

export interface VerifiedStream {
  status: StreamStatus;
  verified: boolean;
  /** The stricter of what was agreed and what the receiver allowed when it last passed; null: no limit. */
  ratePerSecond: number | null;
  handshake: Handshake;
  /** Null when the handshake failed: nothing is pushed to who does not want it. */
  verification: Verification | null;
}

/** Lets a receiver prove that it wants our pushes and can read them; a pending stream is enabled by it. */
@Injectable()
export class VerifyStream {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly setups: StreamSetupStore,
    private readonly standings: StreamStandingStore,
    private readonly verifier: StreamVerifier,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /** @throws 404, or 409 when it is no webhook or its address changed meanwhile. */
  async run(id: string, by: string): Promise<VerifiedStream> {
    const stream = await this.setups.find(this.dataSource.manager, id);
    if (!stream) throw notFound();
    const target = webhookTargetOf(stream);
    if (!target) throw conflict('NOT_A_WEBHOOK');
    const handshake = await this.verifier.handshake(target);
    const verification = handshake.passed ? await this.verifier.verify(target) : null;
    const verified = verification?.passed ?? false;
    const after = verified
      ? await this.enable(stream, handshake.ratePerSecond, by)
      : { status: stream.status, ratePerSecond: rateInForce(stream) };
    return { ...after, verified, handshake, verification };
  }

  private async enable(
    asked: StreamSetup,
    allowedRate: number | null,
    by: string,
  ): Promise<Pick<VerifiedStream, 'status' | 'ratePerSecond'>> {
    return this.unitOfWork.run(async (tx) => {
      const stream = await this.setups.lock(tx.manager, asked.id);
      if (!stream) throw notFound();
      // What was proven is another address now.
      if (stream.url !== asked.url) throw conflict('ADDRESS_CHANGED');
      const now = this.clock.now();
      // What operations paused or disabled, only operations resume.
      const status = stream.status === 'pending' ? 'enabled' : stream.status;
      await this.setups.setVerified(tx.manager, { id: stream.id, status }, now);
      // The newest word of the receiver counts, slower or faster; what was agreed is never exceeded.
      const limits = { ...stream, allowedRate };
      const ratePerSecond = rateInForce(limits);
      await this.setups.setLimits(tx.manager, stream.id, limits);
      await this.standings.forgetTrouble(tx.manager, stream.id, now);
      await appendLedger(tx.manager, {
        at: now,
        actor: by,
        action: 'stream.verified',
        subject: stream.id,
        courtCode: null,
        detail: { subscriber: stream.subscriberId, before: stream.status, status, ratePerSecond },
      });
      tx.afterCommit(() => this.engine.wake());
      return { status, ratePerSecond };
    });
  }
}

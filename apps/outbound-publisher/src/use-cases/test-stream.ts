import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { conflict, notFound } from '#bootstrap';
import { StreamVerifier, type TriedEvent } from '../delivery/stream-verifier.js';
import { StreamSetupStore, webhookTargetOf } from '../storage/stream-setup.store.js';

/** Pushes a sample event and says all of what came of it, for whoever integrates. */
@Injectable()
export class TestStream {
  constructor(
    private readonly dataSource: DataSource,
    private readonly setups: StreamSetupStore,
    private readonly verifier: StreamVerifier,
  ) {}

  /** @throws 404; 409 when it is no webhook, or its receiver has not yet said that it wants anything. */
  async run(id: string): Promise<TriedEvent> {
    const stream = await this.setups.find(this.dataSource.manager, id);
    if (!stream) throw notFound();
    const target = webhookTargetOf(stream);
    if (!target) throw conflict('NOT_A_WEBHOOK');
    if (stream.status === 'pending' || stream.mustProve) throw conflict('NOT_VERIFIED');
    return this.verifier.test(target);
  }
}

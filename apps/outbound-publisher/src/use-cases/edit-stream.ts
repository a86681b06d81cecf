import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { AddressGuard } from '../delivery/address-guard.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import {
  StreamSetupStore,
  type StreamLimits,
  type StreamSetup,
} from '../storage/stream-setup.store.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';

export interface StreamEdit {
  url?: string | undefined;
  /** Null: our default. */
  ratePerSecond?: number | null | undefined;
  maxInFlight?: number | null | undefined;
}

/** Changes where a stream's pushes go and how fast. What it missed meanwhile is kept, as under any status. */
@Injectable()
export class EditStream {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly setups: StreamSetupStore,
    private readonly standings: StreamStandingStore,
    private readonly addresses: AddressGuard,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /**
   * @param mustProve a new address waits until its receiver has proven itself; operations may waive it.
   * @throws 404; 409 when it is not pushed to; 422 for an address that we do not call.
   */
  async run(id: string, edit: StreamEdit, by: string, mustProve: boolean): Promise<StreamSetup> {
    if (edit.url !== undefined && (await this.addresses.refuses(edit.url))) {
      throw invalid('PRIVATE_ADDRESS', 'url');
    }
    return this.unitOfWork.run(async (tx) => {
      const stream = await this.setups.lock(tx.manager, id);
      if (!stream) throw notFound();
      if (stream.channel !== 'webhook' && stream.channel !== 'kafka') throw conflict('NOT_PUSHED');
      if (edit.url !== undefined && stream.channel !== 'webhook') throw conflict('NOT_A_WEBHOOK');
      const limits = limitsOf(stream, edit);
      await this.setups.setLimits(tx.manager, id, limits);
      const moved = edit.url !== undefined && edit.url !== stream.url ? edit.url : null;
      const changed = {
        ...stream,
        ...limits,
        ...(moved !== null && movedTo(stream, moved, mustProve)),
      };
      if (moved !== null) await this.move(tx, stream, { url: moved, status: changed.status });
      await this.writeLedger(tx, stream, changed, by);
      tx.afterCommit(() => this.engine.wake());
      return changed;
    });
  }

  private async move(
    tx: Transaction,
    stream: StreamSetup,
    to: { url: string; status: StreamSetup['status'] },
  ): Promise<void> {
    const now = this.clock.now();
    if (to.status === 'pending') this.engine.hold(stream.id);
    await this.setups.setAddress(tx.manager, { id: stream.id, ...to }, now);
    // What went wrong was the old address's.
    await this.standings.forgetTrouble(tx.manager, stream.id, now);
  }

  private async writeLedger(
    { manager }: Transaction,
    before: StreamSetup,
    after: StreamSetup,
    by: string,
  ): Promise<void> {
    await appendLedger(manager, {
      at: this.clock.now(),
      actor: by,
      action: 'stream.edited',
      subject: before.id,
      courtCode: null,
      // The path may hold the subscriber's own secret.
      detail: { subscriber: before.subscriberId, before: shown(before), after: shown(after) },
    });
  }
}

function limitsOf(stream: StreamSetup, edit: StreamEdit): StreamLimits {
  const { ratePerSecond = stream.ratePerSecond, maxInFlight = stream.maxInFlight } = edit;
  return { ratePerSecond, maxInFlight };
}

/** What operations paused or disabled stays so; what was pending stays pending. */
function movedTo(
  { status }: StreamSetup,
  url: string,
  mustProve: boolean,
): Pick<StreamSetup, 'url' | 'status' | 'verifiedAt'> {
  return { url, status: mustProve && status === 'enabled' ? 'pending' : status, verifiedAt: null };
}

function shown({ url, status, ratePerSecond, maxInFlight }: StreamSetup): object {
  return { origin: url && new URL(url).origin, status, ratePerSecond, maxInFlight };
}

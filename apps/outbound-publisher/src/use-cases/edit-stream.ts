import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Clock, conflict, invalid, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { AddressGuard } from '../delivery/address-guard.js';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { rateInForce } from '../domain/stream.js';
import {
  StreamSetupStore,
  type StreamAddress,
  type StreamSetup,
} from '../storage/stream-setup.store.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';

export interface StreamEdit {
  /** Null is no address; it can only be left out. */
  url?: string | null | undefined;
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
    if (edit.url === null) throw invalid('REQUIRED', 'url');
    const refused = edit.url === undefined ? null : await this.addresses.whyRefused(edit.url);
    if (refused !== null) throw invalid(refused, 'url');
    return this.unitOfWork.run(async (tx) => {
      const stream = await this.setups.lock(tx.manager, id);
      if (!stream) throw notFound();
      if (edit.url !== undefined && stream.channel !== 'webhook') throw conflict('NOT_A_WEBHOOK');
      if (stream.channel !== 'webhook' && stream.channel !== 'kafka') throw conflict('NOT_PUSHED');
      const address = addressAfter(stream, edit, mustProve);
      const changed = { ...stream, ...limitsOf(stream, edit), ...address };
      if (isDeepStrictEqual(changed, stream)) return stream;
      if (address) await this.move(tx, address);
      await this.setups.setLimits(tx.manager, id, changed);
      await this.writeLedger(tx, stream, changed, by);
      tx.afterCommit(() => this.engine.wake());
      return changed;
    });
  }

  private async move(tx: Transaction, to: StreamAddress): Promise<void> {
    const now = this.clock.now();
    // Not before: a turn that reads the old status meanwhile would end the hold.
    if (to.status === 'pending') tx.afterCommit(() => this.engine.hold(to.id));
    await this.setups.setAddress(tx.manager, to, now);
    // What went wrong was the old address's.
    await this.standings.forgetTrouble(tx.manager, to.id, now);
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

function limitsOf(
  stream: StreamSetup,
  edit: StreamEdit,
): Pick<StreamSetup, 'agreedRate' | 'maxInFlight'> {
  const { ratePerSecond = stream.agreedRate, maxInFlight = stream.maxInFlight } = edit;
  return { agreedRate: ratePerSecond, maxInFlight };
}

/**
 * What operations paused or disabled stays so, and what was pending stays pending; under either the
 * proof is owed. How fast the old address could be pushed to says nothing of the new one.
 */
function addressAfter(
  { id, url: before, status, mustProve: owed }: StreamSetup,
  { url }: StreamEdit,
  mustProve: boolean,
): (StreamAddress & { allowedRate: null }) | null {
  if (typeof url !== 'string' || url === before) return null;
  const after = mustProve && status === 'enabled' ? 'pending' : status;
  const stillOwed = status === 'pending' && owed;
  return { id, url, status: after, mustProve: mustProve || stillOwed, allowedRate: null };
}

function shown(stream: StreamSetup): object {
  const { url, status, mustProve, maxInFlight } = stream;
  const origin = url && new URL(url).origin;
  return { origin, status, mustProve, ratePerSecond: rateInForce(stream), maxInFlight };
}

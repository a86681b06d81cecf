import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#messaging';
import type { Breaker } from '../domain/breaker.js';
import { LeaseStore } from '../storage/lease.store.js';

interface HeldStream {
  id: string;
  token: string;
}

/** Keeps a stream's breaker where the next owner of the stream, and operations, find it. */
@Injectable()
export class KeepBreaker {
  constructor(
    private readonly work: UnitOfWork,
    private readonly leases: LeaseStore,
  ) {}

  /** Null: it is closed. */
  async save({ id, token }: HeldStream, breaker: Breaker | null): Promise<void> {
    await this.work.run(({ manager }) =>
      this.leases.saveBreaker(manager, { streamId: id, token }, breaker),
    );
  }

  /** The receiver is back: what waits for it does not sit out the rest of its pause. */
  async closed({ id, token }: HeldStream, now: Date): Promise<void> {
    await this.work.run(async ({ manager }) => {
      await this.leases.saveBreaker(manager, { streamId: id, token }, null);
      await this.leases.makeDue(manager, id, now);
    });
  }
}

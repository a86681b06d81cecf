import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#messaging';
import { LeaseStore, type Trouble } from '../storage/lease.store.js';

interface HeldStream {
  id: string;
  token: string;
}

/** Keeps a stream's breaker, and its pause, where the next owner of the stream, and operations, find it. */
@Injectable()
export class KeepBreaker {
  constructor(
    private readonly work: UnitOfWork,
    private readonly leases: LeaseStore,
  ) {}

  async save({ id, token }: HeldStream, trouble: Trouble): Promise<void> {
    await this.work.run(({ manager }) =>
      this.leases.saveTrouble(manager, { streamId: id, token }, trouble),
    );
  }

  /** The receiver is back: what waits for it does not sit out the rest of its pause. */
  async closed({ id, token }: HeldStream, trouble: Trouble, now: Date): Promise<void> {
    await this.work.run(async ({ manager }) => {
      await this.leases.saveTrouble(manager, { streamId: id, token }, trouble);
      await this.leases.makeDue(manager, id, now);
    });
  }
}

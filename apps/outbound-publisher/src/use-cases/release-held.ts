import { Injectable } from '@nestjs/common';
import type { Transaction } from '#messaging';
import type { Change } from '../domain/change.js';
import { HeldChangeStore } from '../storage/held-change.store.js';
import { AcceptChanges } from './accept-changes.js';

/** Takes in what waited, each listing and restriction in its own order, in the transaction that ends the wait. */
@Injectable()
export class ReleaseHeld {
  constructor(
    private readonly held: HeldChangeStore,
    private readonly changes: AcceptChanges,
  ) {}

  /** @param head the newest version taken in of this listing or restriction; null where none was. */
  async after(tx: Transaction, aggregateId: string, head: number | null): Promise<void> {
    for (let newest = head; ;) {
      const waited = await this.held.releaseNext(tx.manager, aggregateId, newest);
      if (!waited) return;
      // Its bytes were verified and parsed when they arrived.
      const event = JSON.parse(waited.bytes.toString('utf8')) as Change;
      await this.changes.one(tx, { ...waited, event });
      newest = event.data.version;
    }
  }

  /** These listings are known from now on: their lifts wait no longer. */
  async liftsOf(tx: Transaction, listingIds: readonly string[]): Promise<void> {
    for (const { id, head } of await this.held.free(tx.manager, listingIds)) {
      await this.after(tx, id, head);
    }
  }
}

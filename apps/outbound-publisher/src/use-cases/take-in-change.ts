import { Injectable } from '@nestjs/common';
import { appendLedger } from '#ledger';
import { Clock } from '#bootstrap';
import type { Transaction } from '#messaging';
import { aggregateOf } from '../domain/change.js';
import { turnOf } from '../domain/change-order.js';
import { ChangeStore, type ArrivedChange } from '../storage/change.store.js';
import { HeldChangeStore } from '../storage/held-change.store.js';
import { takeSingleWriterTurn } from '../storage/single-writer.js';
import { AcceptChange } from './accept-change.js';
import { changeEntry } from './change-entry.js';
import { ReleaseHeld } from './release-held.js';

export type TakenIn = 'taken-in' | 'held' | 'overtaken';

/**
 * The single writer: takes one change of a listing or restriction in when its turn has come, and then
 * whatever waited for it. All in the transaction that consumed it. What has to wait is kept here: it
 * never blocks its partition, and a wait without end is seen in the metrics.
 */
@Injectable()
export class TakeInChange {
  constructor(
    private readonly changes: ChangeStore,
    private readonly held: HeldChangeStore,
    private readonly accept: AcceptChange,
    private readonly release: ReleaseHeld,
    private readonly clock: Clock,
  ) {}

  async run(tx: Transaction, change: ArrivedChange): Promise<TakenIn> {
    await takeSingleWriterTurn(tx.manager);
    const { event } = change;
    const { listingRef, previousVersion, version } = event.data;
    const known = await this.changes.situation(tx.manager, event);
    switch (turnOf(event.data, known)) {
      case 'ignore':
        return 'overtaken';
      case 'await-listing':
        await this.hold(tx, change, { waitsForListing: listingRef, waitsFor: listingRef });
        return 'held';
      case 'await-predecessor':
        await this.hold(tx, change, { waitsForListing: null, waitsFor: previousVersion });
        return 'held';
      case 'take-in':
        await this.accept.run(tx, change);
        if (known.someWait) await this.release.after(tx, aggregateOf(event), version);
        if (known.liftsWait) await this.release.liftsOf(tx, [listingRef]);
        return 'taken-in';
    }
  }

  private async hold(
    tx: Transaction,
    change: ArrivedChange,
    wait: { waitsForListing: string | null; waitsFor: string | number | null },
  ): Promise<void> {
    const now = this.clock.now();
    const { waitsForListing, waitsFor } = wait;
    await this.held.hold(tx.manager, change, { waitsForListing, now });
    const detail = { waitsFor };
    await appendLedger(
      tx.manager,
      changeEntry(change.event, { at: now, action: 'change.held', detail }),
    );
  }
}

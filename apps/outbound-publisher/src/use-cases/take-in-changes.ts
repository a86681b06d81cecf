import { Injectable } from '@nestjs/common';
import type { Transaction } from '#messaging';
import { aggregateOf, type Change } from '../domain/change.js';
import type { ArrivedChange } from '../storage/arrived-change.js';
import { HeldChangeStore } from '../storage/held-change.store.js';
import { INTAKE_TURN } from '../storage/single-writer.js';
import { AcceptChanges, type Wave } from './accept-changes.js';
import { changeEntry } from './change-entry.js';
import { ReleaseHeld } from './release-held.js';

export type TakenIn = 'taken-in' | 'held' | 'overtaken';

/**
 * The single writer: takes changes of listings and restrictions in, in the order given, each when its
 * turn has come, and then whatever waited for it. All in the transaction that consumed them. What has
 * to wait is kept here: it never blocks its partition, and a wait without end is seen in the metrics.
 */
@Injectable()
export class TakeInChanges {
  constructor(
    private readonly held: HeldChangeStore,
    private readonly changes: AcceptChanges,
    private readonly release: ReleaseHeld,
  ) {}

  /** @returns what became of each. */
  async run(tx: Transaction, changes: readonly ArrivedChange[]): Promise<TakenIn[]> {
    tx.send(INTAKE_TURN);
    const results: TakenIn[] = [];
    while (results.length < changes.length) {
      results.push(...(await this.takeInWave(tx, changes.slice(results.length))));
    }
    return results;
  }

  /** Up to a change that others wait for: what these come to is read anew before the next. */
  private async takeInWave(tx: Transaction, changes: readonly ArrivedChange[]): Promise<TakenIn[]> {
    const wave = await this.changes.begin(
      tx,
      changes.map(({ event }) => event),
    );
    const results: TakenIn[] = [];
    for (const change of changes) {
      const result = await this.takeIn(tx, wave, change);
      results.push(result);
      if (result !== 'taken-in' || !wave.batch.endsWaits(change.event)) continue;
      await this.changes.finish(tx, wave);
      await this.releaseAfter(tx, change.event);
      return results;
    }
    await this.changes.finish(tx, wave);
    return results;
  }

  private async takeIn(tx: Transaction, wave: Wave, change: ArrivedChange): Promise<TakenIn> {
    const { event } = change;
    const turn = wave.batch.turnOf(event);
    switch (turn) {
      case 'ignore':
        return 'overtaken';
      case 'await-listing':
      case 'await-predecessor':
        await this.hold(tx, wave, change, turn);
        return 'held';
      case 'take-in':
        this.changes.accept(wave, change);
        return 'taken-in';
    }
  }

  private async hold(
    tx: Transaction,
    { batch, entries, now }: Wave,
    change: ArrivedChange,
    turn: 'await-listing' | 'await-predecessor',
  ): Promise<void> {
    const { listingRef, previousVersion } = change.event.data;
    const waitsForListing = turn === 'await-listing' ? listingRef : null;
    await this.held.hold(tx.manager, change, { waitsForListing, now });
    batch.hold(change.event, turn);
    const detail = { waitsFor: waitsForListing ?? previousVersion };
    entries.push(changeEntry(change.event, { at: now, action: 'change.held', detail }));
  }

  private async releaseAfter(tx: Transaction, event: Change): Promise<void> {
    const { listingRef, version } = event.data;
    await this.release.after(tx, aggregateOf(event), version);
    if (event.type !== 'restriction.lifted.v1') await this.release.liftsOf(tx, [listingRef]);
  }
}

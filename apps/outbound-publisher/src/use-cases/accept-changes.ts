import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { ledgerStatement, type LedgerEntry } from '#ledger';
import type { Transaction } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { OfferedChange } from '../delivery/offered.js';
import { aggregateOf, type Change } from '../domain/change.js';
import { IntakeBatch, type TakenChange } from '../domain/intake-batch.js';
import type { ArrivedChange } from '../storage/arrived-change.js';
import { KnownStore } from '../storage/known.store.js';
import { RosterStore, type IntakeCandidate, type Roster } from '../storage/roster.store.js';
import { TakenStore } from '../storage/taken.store.js';
import { changeAccepted } from './change-accepted.js';
import { changeEntry } from './change-entry.js';
import { FeedWaiters } from './feed-waiters.js';

type Taken = TakenChange<IntakeCandidate>;

/** Changes that are taken in together: what is known before them, and what they come to. */
export interface Wave {
  batch: IntakeBatch<IntakeCandidate>;
  roster: Roster;
  now: Date;
  /** Those that were taken in, in order; as many as `batch.taken`. */
  arrived: ArrivedChange[];
  /** What the ledger keeps, beside the changes taken in. */
  entries: LedgerEntry[];
}

/** Takes changes in whose turn it is: freezes who must be told of them, and gives out their offsets. */
@Injectable()
export class AcceptChanges {
  constructor(
    private readonly known: KnownStore,
    private readonly rosters: RosterStore,
    private readonly taken: TakenStore,
    private readonly engine: DeliveryEngine,
    private readonly feedWaiters: FeedWaiters,
    private readonly clock: Clock,
  ) {}

  /** Takes one change in by itself, whose turn has come. */
  async one(tx: Transaction, change: ArrivedChange): Promise<void> {
    const wave = await this.begin(tx, [change.event]);
    this.accept(wave, change);
    await this.finish(tx, wave);
  }

  /** Reads what these changes find. Only in the single writer's turn. */
  async begin({ manager }: Transaction, events: readonly Change[]): Promise<Wave> {
    const { known, rosterVersion } = await this.known.before(manager, events);
    const { position } = known;
    const roster = await this.rosters.at(manager, { position, rosterVersion });
    const { candidates, nextOffsets } = roster;
    const nextOffsetOf = (id: string) => nextOffsets.get(id) ?? unknownSubscriber(id);
    const batch = new IntakeBatch(known, candidates, nextOffsetOf, () => newId('obl'));
    return { batch, roster, now: this.clock.now(), arrived: [], entries: [] };
  }

  accept(wave: Wave, change: ArrivedChange): void {
    const { obligations } = wave.batch.takeIn(change.event);
    wave.arrived.push(change);
    const detail = { subscribers: obligations.map(({ subscriberId }) => subscriberId) };
    wave.entries.push(
      changeEntry(change.event, { at: wave.now, action: 'change.accepted', detail }),
    );
  }

  /** Writes what it came to, and lets everybody know once it is committed. */
  async finish(tx: Transaction, wave: Wave): Promise<void> {
    const { batch, arrived, entries, now, roster } = wave;
    if (batch.taken.length > 0) {
      tx.send(this.taken.write(batch, arrived, now));
      const passedOver = this.taken.passOver(batch, roster.candidates);
      if (passedOver) tx.send(passedOver);
    }
    if (entries.length > 0) tx.send(ledgerStatement(entries));
    for (const [index, { event, obligations }] of batch.taken.entries()) {
      const traceparent = arrived[index]?.traceparent;
      await tx.publish({
        topic: 'delivery-outcomes',
        event: changeAccepted(event, obligations.length, now),
        ...(traceparent && { traceparent }),
      });
    }
    if (batch.taken.length > 0) tx.afterCommit(() => this.announce(wave));
  }

  private announce({ batch, arrived, roster }: Wave): void {
    this.rosters.noteCommitted(roster, batch.numbered, batch.position);
    this.engine.offer(batch.taken.map((taken, index) => offered(taken, arrived[index])));
    const told = roster.candidates.filter(({ id, hasFeed }) => hasFeed && batch.numbered.has(id));
    if (told.length > 0) this.feedWaiters.wake(told.map(({ id }) => id));
  }
}

function offered({ event, obligations }: Taken, arrived: ArrivedChange | undefined): OfferedChange {
  if (!arrived) throw new Error('A change was taken in that has not arrived.');
  const { listingRef, version, decisionId, court } = event.data;
  const { bytes, jws, traceparent } = arrived;
  return {
    ...{ eventId: event.id, aggregateId: aggregateOf(event), listingId: listingRef, version },
    ...{ decisionId, courtCode: court.code, bytes, jws, traceparent },
    obligations: obligations.map(({ id, subscriberId, offset }) => ({ id, subscriberId, offset })),
  };
}

function unknownSubscriber(id: string): never {
  throw new Error(`${id} is on the roster and has no offsets.`);
}

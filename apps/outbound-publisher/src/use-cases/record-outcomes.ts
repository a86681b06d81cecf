import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows, ledgerStatement, type LedgerEntry } from '#ledger';
import { UnitOfWork } from '#messaging';
import { wasInterrupted, type EndedPush, type UntriedPush } from '../delivery/ended-push.js';
import type { Evidence } from '../domain/evidence.js';
import { nextTryAt } from '../domain/next-try.js';
import { consider, isHistory, type Obligation } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { OutcomeStore, type HeldLease, type StreamMark } from '../storage/outcome.store.js';
import { WaitingPushStore } from '../storage/waiting-push.store.js';
import { batchEntry, nackEntry } from './delivery-entries.js';
import { attemptOf, availableOf, behindRow, waitingRow } from './outcome-rows.js';

export interface OutcomeBatchContent {
  /** It was tried before, and the answer to the commit may have been lost. */
  mayBeRecorded: boolean;
  leases: readonly HeldLease[];
  /** Of some of them. A mark may lag: it is only where the next owner begins. */
  marks: readonly StreamMark[];
  ended: readonly EndedPush[];
  behind: readonly UntriedPush[];
  passedOver: readonly UntriedPush[];
}

/** What became of each: it is done with, or kept waiting until `dueAt`. */
export interface Recorded {
  /** Streams that this process no longer holds: nothing of theirs was written. */
  lost: ReadonlySet<string>;
  waiting: ReadonlyMap<EndedPush, Date>;
}

/** Failures in a row after which operations see the subscriber as unreachable (about 13 minutes). */
const UNREACHABLE_AFTER = 5;

/**
 * Records what came of some attempts, all in one transaction, fenced by the leases of their streams.
 * What went well costs a row inserted and a row updated; what failed is looked at one by one.
 */
@Injectable()
export class RecordOutcomes {
  constructor(
    private readonly work: UnitOfWork,
    private readonly outcomes: OutcomeStore,
    private readonly waitingPushes: WaitingPushStore,
    private readonly obligations: ObligationStore,
    private readonly clock: Clock,
  ) {}

  async run(batch: OutcomeBatchContent, random: () => number): Promise<Recorded> {
    return this.work.run(async (tx) => {
      const now = this.clock.now();
      const held = await this.outcomes.fence(tx, batch.leases);
      const isHeld = ({ streamId }: { streamId: string }): boolean => held.has(streamId);
      if (batch.mayBeRecorded && (await this.outcomes.isRecorded(tx, batch.ended))) {
        // What came of it is in the database: the streams are read anew.
        return { lost: new Set(batch.leases.map(({ streamId }) => streamId)), waiting: new Map() };
      }
      const ended = batch.ended.filter(isHeld);
      const failed = ended.filter(({ push }) => push.outcome.kind !== 'delivered');
      // All rows in one order, whoever else locks several: the updates below find them locked.
      if (failed.length > 0) await this.obligations.lock(tx.manager, idsOf(ended));
      this.outcomes.insertAttempts(tx, ended.map(attemptOf));
      this.outcomes.makeAvailable(
        tx,
        ended.filter((each) => !wasInterrupted(each)).map(availableOf),
      );
      this.outcomes.advance(tx, batch.marks.filter(isHeld));
      const delivered = batchEntry(ended, now);
      if (delivered) tx.send(ledgerStatement([delivered]));
      const standing = await this.considerFailures(tx.manager, failed, now);
      const waiting = new Map<EndedPush, Date>();
      for (const each of failed) {
        const dueAt = nextTryOf(each, standing.get(each.queued.obligationId), now, random);
        if (dueAt) waiting.set(each, dueAt);
      }
      const behind = batch.behind.filter(isHeld);
      const passedOver = batch.passedOver.filter(isHeld);
      await this.settleWaiting(tx.manager, { ended, waiting, behind, passedOver }, now);
      const lost = batch.leases.filter((lease) => !isHeld(lease)).map(({ streamId }) => streamId);
      return { lost: new Set(lost), waiting };
    });
  }

  /** What a refusal, or failure upon failure, makes of obligations. @returns them as they stand now. */
  private async considerFailures(
    manager: Parameters<ObligationStore['lock']>[0],
    failed: readonly EndedPush[],
    now: Date,
  ): Promise<ReadonlyMap<string, Obligation>> {
    if (failed.length === 0) return new Map();
    const locked = await this.obligations.lock(manager, idsOf(failed));
    const standing = new Map(locked.map((obligation) => [obligation.id, obligation]));
    const entries: LedgerEntry[] = [];
    for (const each of failed) {
      const obligation = standing.get(each.queued.obligationId);
      const evidence = evidenceOf(each, now);
      if (!obligation || !evidence) continue;
      standing.set(obligation.id, consider(obligation, evidence, NO_PROBE).obligation);
      if (evidence.kind === 'nacked') entries.push(nackEntry(each, now));
    }
    const changed = [...standing.values()].filter((obligation) => !locked.includes(obligation));
    await this.obligations.save(manager, changed);
    await appendLedgerRows(manager, entries);
    return standing;
  }

  private async settleWaiting(
    manager: Parameters<ObligationStore['lock']>[0],
    { ended, waiting, behind, passedOver }: Settling,
    now: Date,
  ): Promise<void> {
    const kept = [...waiting].map(([each, dueAt]) => ({ each, row: waitingRow(each, dueAt) }));
    const first = ({ each }: { each: EndedPush }) => each.queued.lane === 'first';
    await this.waitingPushes.keep(manager, [
      ...kept.filter(first).map(({ row }) => row),
      ...behind.map(behindRow),
    ]);
    await this.waitingPushes.putOff(
      manager,
      kept.filter((each) => !first(each)).map(({ row }) => row),
    );
    const over = [
      ...ended.filter(
        (each) => each.queued.lane !== 'first' && !waiting.has(each) && !wasInterrupted(each),
      ),
      ...passedOver,
    ];
    await this.waitingPushes.drop(
      manager,
      over.map(({ streamId, queued }) => ({ streamId, obligationId: queued.obligationId })),
    );
    // Whatever it was behind may have ended a moment before.
    const freed = [...over, ...behind].map(({ streamId, queued }) => ({
      streamId,
      aggregateId: queued.aggregateId,
    }));
    await this.waitingPushes.promote(manager, freed, now);
  }
}

function idsOf(ended: readonly EndedPush[]): string[] {
  return [...new Set(ended.map(({ queued }) => queued.obligationId))];
}

interface Settling extends Pick<OutcomeBatchContent, 'ended' | 'behind' | 'passedOver'> {
  /** Until when those that failed wait. */
  waiting: ReadonlyMap<EndedPush, Date>;
}

function evidenceOf({ push, attempt }: EndedPush, at: Date): Evidence | null {
  switch (push.outcome.kind) {
    case 'delivered':
      return null;
    case 'nacked':
      return { kind: 'nacked', at };
    case 'retry':
      return attempt >= UNREACHABLE_AFTER ? { kind: 'attempts-failing', at } : null;
  }
}

function nextTryOf(
  { push, queued, attempt, deadline, onlyNewest }: EndedPush,
  obligation: Obligation | undefined,
  now: Date,
  random: () => number,
): Date | null {
  const isOvertaken = obligation !== undefined && isHistory(obligation);
  const applyBy = queued.applyBy ?? deadline.applyBy;
  const { outcome } = push;
  return nextTryAt(
    { outcome, lane: queued.lane, attempts: attempt, applyBy, isOvertaken, onlyNewest },
    now,
    random,
  );
}

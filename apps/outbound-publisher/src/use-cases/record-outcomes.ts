import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedgerRows, ledgerStatement, type LedgerEntry } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Deadline } from '../deadlines/deadline-for.js';
import type { Push } from '../delivery/channel-sender.js';
import type { QueuedPush } from '../delivery/queued-push.js';
import type { Evidence } from '../domain/evidence.js';
import { consider, isHistory, type Obligation } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { nextAttemptAfterNack, nextAttemptAt } from '../domain/retry-schedule.js';
import { ObligationStore } from '../storage/obligation.store.js';
import {
  OutcomeStore,
  type AvailableObligation,
  type EndedAttempt,
  type HeldLease,
  type StreamMark,
} from '../storage/outcome.store.js';
import { WaitingPushStore, type WaitingPush } from '../storage/waiting-push.store.js';

/** One attempt that has ended, and what it was an attempt of. */
export interface EndedPush {
  deliveryId: string;
  streamId: string;
  subscriberId: string;
  /** Only the newest state of a listing is sent: what was overtaken is not tried again. */
  onlyNewest: boolean;
  queued: QueuedPush;
  /** This one included. */
  attempt: number;
  startedAt: Date;
  finishedAt: Date;
  deadline: Deadline;
  push: Push;
}

/** A push that was not tried: it has to wait behind an older version, or is needless by now. */
export interface UntriedPush {
  streamId: string;
  subscriberId: string;
  queued: Pick<QueuedPush, 'obligationId' | 'aggregateId' | 'version' | 'offset'>;
}

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
        const dueAt = dueAtOf(each, standing.get(each.queued.obligationId), now, random);
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

function wasInterrupted({ push: { outcome } }: EndedPush): boolean {
  return outcome.kind === 'retry' && outcome.reason === 'interrupted';
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

/** When it is tried again; null where it is not: a newer version says all that matters now. */
function dueAtOf(
  each: EndedPush,
  obligation: Obligation | undefined,
  now: Date,
  random: () => number,
): Date | null {
  const { push, queued, attempt, deadline, onlyNewest } = each;
  const overtaken = obligation !== undefined && isHistory(obligation);
  switch (push.outcome.kind) {
    case 'delivered':
      return null;
    case 'nacked':
      return overtaken ? null : nextAttemptAfterNack(now, random());
    case 'retry': {
      const { reason, retryAfter } = push.outcome;
      // It stays where it was, and goes out again as soon as somebody holds the stream.
      if (reason === 'interrupted') return null;
      if (overtaken && (onlyNewest || queued.lane === 'nacked' || queued.lane === 'again'))
        return null;
      const applyBy = queued.applyBy ?? deadline.applyBy;
      return nextAttemptAt({
        attempts: attempt,
        now,
        applyBy,
        retryAfter,
        reason,
        random: random(),
      });
    }
  }
}

function waitingRow(each: EndedPush, dueAt: Date): WaitingPush {
  const { streamId, subscriberId, queued, attempt, startedAt, push } = each;
  const { obligationId, aggregateId, version, offset, lane } = queued;
  const stays = lane === 'first' ? 'retry' : lane;
  return {
    ...{ streamId, subscriberId, obligationId, aggregateId, version, offset },
    lane: push.outcome.kind === 'nacked' ? 'nacked' : stays,
    attempts: attempt,
    firstAttemptAt: startedAt,
    dueAt,
  };
}

function behindRow({ streamId, subscriberId, queued }: UntriedPush): WaitingPush {
  const { obligationId, aggregateId, version, offset } = queued;
  return {
    ...{ streamId, subscriberId, obligationId, aggregateId, version, offset },
    ...{ lane: 'retry', attempts: 0, firstAttemptAt: null, dueAt: null },
  };
}

function availableOf({ queued, startedAt, deadline, push }: EndedPush): AvailableObligation {
  const isDelivered = push.outcome.kind === 'delivered';
  return { id: queued.obligationId, at: startedAt, deadline, isDelivered };
}

function attemptOf(each: EndedPush): EndedAttempt {
  const { deliveryId, streamId, queued, attempt, startedAt, finishedAt, push } = each;
  const { outcome, httpStatus, detail, answer } = push;
  return {
    ...{ id: deliveryId, streamId, obligationId: queued.obligationId, offset: queued.offset },
    ...{ attempt, startedAt, finishedAt, httpStatus, detail, answer },
    outcome: outcome.kind === 'retry' ? outcome.reason : outcome.kind,
  };
}

/** A refusal is an act of its own, which somebody will look for by its listing. */
function nackEntry(each: EndedPush, at: Date): LedgerEntry {
  const { queued, deliveryId, subscriberId, streamId, attempt, push } = each;
  const { listingId, courtCode, eventId } = queued.change;
  return {
    at,
    actor: 'outbound-publisher',
    action: 'delivery.nacked',
    subject: listingId,
    courtCode,
    detail: {
      ...{ deliveryId, obligationId: queued.obligationId, subscriberId, streamId },
      ...{ eventId, version: queued.version, attempt, httpStatus: push.httpStatus },
    },
  };
}

/**
 * One row for a batch of deliveries: a row each would cost as much as all the rest. The digest covers
 * what their attempts' rows say, so that none of them can be changed or left out unseen.
 */
function batchEntry(ended: readonly EndedPush[], at: Date): LedgerEntry | null {
  const delivered = ended.filter(({ push }) => push.outcome.kind === 'delivered');
  if (delivered.length === 0) return null;
  const digest = createHash('sha256');
  for (const each of delivered) digest.update(deliveryLine(attemptOf(each)));
  return {
    at,
    actor: 'outbound-publisher',
    action: 'deliveries.recorded',
    subject: newId('led'),
    courtCode: null,
    detail: {
      count: delivered.length,
      deliveries: delivered.map(({ deliveryId }) => deliveryId),
      sha256: digest.digest('hex'),
    },
  };
}

/** What the ledger vouches for of one delivery. Times are whole milliseconds. */
export function deliveryLine(attempt: Omit<EndedAttempt, 'detail' | 'answer'>): string {
  const { id, streamId, obligationId, offset, attempt: number, startedAt, finishedAt } = attempt;
  const { outcome, httpStatus } = attempt;
  return `${id} ${streamId} ${obligationId} ${offset} ${number} ${startedAt.getTime()} ${finishedAt.getTime()} ${outcome} ${httpStatus ?? '-'}\n`;
}

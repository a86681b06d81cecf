import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { PushStore, type DuePush, type LoadedPush } from '../storage/push.store.js';
import { ChangeCache } from './change-cache.js';
import type { OutcomeBatch } from './outcome-batch.js';
import type { PushedChange, QueuedPush } from './queued-push.js';
import type { StreamRunner } from './stream-runner.js';

/** Read at once, of all streams together and of one: what is in memory stays small whatever waits. */
const PER_LOAD = 4_000;
const MOST_DUE = 64;
const FEWEST_DUE = 4;

/** Reads streams' backlogs into their windows, in order. */
@Injectable()
export class PushLoader {
  constructor(
    private readonly pushes: PushStore,
    private readonly cache: ChangeCache,
    private readonly clock: Clock,
  ) {}

  /** Bytes that intake has just handed over: other streams will want them too. */
  keep(change: PushedChange): void {
    this.cache.keep(change);
  }

  /** @param room how many pushes a stream may have in memory. */
  async load(
    runners: readonly StreamRunner[],
    room: number,
    outcomes: OutcomeBatch,
  ): Promise<void> {
    const loads = runners.map((runner) => ({ runner, turns: runner.turns }));
    for (const { runner } of loads) {
      runner.isLoading = true;
      // What is taken in from here on may be missing from what we read.
      runner.isBehind = false;
    }
    try {
      const now = this.clock.now();
      await this.loadDue(loads, now, outcomes);
      await this.loadNext(loads, room, outcomes);
    } catch (error) {
      for (const { runner } of loads) runner.isBehind = true;
      throw error;
    } finally {
      for (const { runner } of loads) runner.isLoading = false;
    }
  }

  private async loadDue(loads: readonly Load[], now: Date, outcomes: OutcomeBatch): Promise<void> {
    const wanting = loads.filter(
      ({ runner }) => runner.hasWaiting && (runner.nextDueAt ?? Infinity) <= now.getTime(),
    );
    if (wanting.length === 0) return;
    const most = Math.max(FEWEST_DUE, Math.min(MOST_DUE, Math.floor(PER_LOAD / wanting.length)));
    const due = await this.pushes.due(
      wanting.map(({ runner }) => runner.id),
      most,
      now,
    );
    const changes = await this.cache.read(due.map(({ eventId }) => eventId));
    const byStream = Map.groupBy(due, ({ streamId }) => streamId);
    for (const load of wanting) {
      const { runner } = load;
      if (hasTurned(load)) continue;
      const rows = byStream.get(runner.id) ?? [];
      // A full page may have left more behind; else the next turn says when something is due again.
      const before = new Set(runner.waitingInMemory);
      runner.nextDueAt = rows.length < most ? null : now.getTime();
      for (const row of rows) {
        if (runner.waitingInMemory.has(row.obligationId)) continue;
        const change = changes.get(row.eventId);
        // What was redacted is owed to nobody any more.
        if (change && !isOvertaken(runner, row)) {
          runner.queue(queuedDue(row, change));
        } else {
          runner.waitingInMemory.add(row.obligationId);
          outcomes.addPassedOver(runner, row);
        }
      }
      // All of the page is in memory already: what lies behind it has to wait for that.
      if (rows.length === most && rows.every(({ obligationId }) => before.has(obligationId))) {
        runner.nextDueAt = null;
      }
    }
  }

  private async loadNext(
    loads: readonly Load[],
    room: number,
    outcomes: OutcomeBatch,
  ): Promise<void> {
    const share = Math.max(16, Math.floor(PER_LOAD / loads.length));
    const wanted = loads
      .filter((load) => !hasTurned(load))
      .map(({ runner }) => ({
        streamId: runner.id,
        subscriberId: runner.stream.subscriberId,
        after: runner.window.end,
        room: Math.max(1, Math.min(room - runner.window.size, share)),
      }));
    const rows = await this.pushes.next(wanted);
    const changes = await this.cache.read(rows.map(({ eventId }) => eventId));
    const byStream = Map.groupBy(rows, ({ streamId }) => streamId);
    const roomOf = new Map(wanted.map((each) => [each.streamId, each.room]));
    for (const load of loads) {
      const { runner } = load;
      const ofStream = byStream.get(runner.id) ?? [];
      if (hasTurned(load) || ofStream.length === roomOf.get(runner.id)) runner.isBehind = true;
      if (hasTurned(load)) continue;
      for (const row of ofStream) this.take(runner, row, changes.get(row.eventId), outcomes);
    }
  }

  private take(
    runner: StreamRunner,
    row: LoadedPush,
    change: PushedChange | undefined,
    outcomes: OutcomeBatch,
  ): void {
    const passedOver = row.isSuperseded && runner.onlyNewest;
    if (!change || passedOver || row.waits === 'itself' || runner.wasDone(row)) {
      runner.window.skipTo(row.offset);
      return;
    }
    const queued = queuedFirst(row, change);
    if (row.waits === null) {
      runner.queue(queued);
      return;
    }
    runner.window.hold(queued);
    outcomes.addBehind(runner, queued);
  }
}

interface Load {
  runner: StreamRunner;
  turns: number;
}

/** A push of the stream was put among the waiting ones meanwhile: what was read does not know of it. */
function hasTurned({ runner, turns }: Load): boolean {
  return runner.turns !== turns;
}

/** Something newer says all that matters, and a refusal or a repetition must not hold it back. */
function isOvertaken(runner: StreamRunner, { lane, isSuperseded }: DuePush): boolean {
  return isSuperseded && (lane !== 'retry' || runner.onlyNewest);
}

function queuedFirst(row: LoadedPush, change: PushedChange): QueuedPush {
  const { offset, aggregateId, version, obligationId, applyBy } = row;
  return {
    ...{ offset, aggregateId, version, obligationId, applyBy, change },
    ...{ lane: 'first', attempts: 0 },
  };
}

function queuedDue(row: DuePush, change: PushedChange): QueuedPush {
  const { offset, aggregateId, version, obligationId, applyBy, lane, attempts } = row;
  return { offset, aggregateId, version, obligationId, applyBy, lane, attempts, change };
}

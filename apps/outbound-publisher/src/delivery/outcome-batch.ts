import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  RecordOutcomes,
  type OutcomeBatchContent,
  type Recorded,
} from '../use-cases/record-outcomes.js';
import { wasInterrupted, type EndedPush, type UntriedPush } from './ended-push.js';
import type { QueuedPush } from './queued-push.js';
import type { StreamRunner } from './stream-runner.js';

interface Ended {
  runner: StreamRunner;
  ended: EndedPush;
}

/** Not an attempt: a push that has to wait, or need not wait any more. */
interface Untried<Queued = QueuedPush> {
  runner: StreamRunner;
  queued: Queued;
}

const MAX_BATCH = 500;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** Under load a batch waits so long for more: a transaction for few costs nearly what one for many does. */
const GATHER_MS = 8;
const WORTH_RECORDING = 64;

/**
 * Records outcomes in batches that grow with the load: while one transaction runs, the outcomes that
 * arrive wait for the next. A single outcome is recorded at once.
 */
@Injectable()
export class OutcomeBatch {
  private readonly logger = new Logger(OutcomeBatch.name);
  private ended: Ended[] = [];
  private behind: Untried[] = [];
  private passedOver: Untried<UntriedPush['queued']>[] = [];
  private flushing: Promise<void> | undefined;
  private isStopped = false;
  /** Replaced in tests that need retries at exact times. */
  random: () => number = Math.random;
  /** Called after each batch with the streams whose outcomes are recorded, or lost with their lease. */
  onRecorded: (runners: ReadonlySet<StreamRunner>, lost: ReadonlySet<string>) => void = () =>
    undefined;

  constructor(private readonly record: RecordOutcomes) {}

  /** Outcomes that are not recorded yet. */
  get size(): number {
    return this.ended.length;
  }

  add(runner: StreamRunner, ended: EndedPush): void {
    runner.unrecorded++;
    this.ended.push({ runner, ended });
    this.flushing ??= this.flush();
  }

  /** Pushes that have to wait behind one that waits already. */
  addBehind(runner: StreamRunner, queued: QueuedPush): void {
    runner.unrecorded++;
    this.behind.push({ runner, queued });
    this.flushing ??= this.flush();
  }

  /** Waiting pushes that something newer has made needless. */
  addPassedOver(runner: StreamRunner, queued: UntriedPush['queued']): void {
    runner.unrecorded++;
    this.passedOver.push({ runner, queued });
    this.flushing ??= this.flush();
  }

  /** Until everything that was added is recorded, or given up. */
  async settled(): Promise<void> {
    while (this.flushing) await this.flushing;
  }

  /** What cannot be recorded now is not tried again: whoever takes the stream over pushes it anew. */
  stop(): void {
    this.isStopped = true;
  }

  private async flush(): Promise<void> {
    let recordedBefore = 0;
    while (this.ended.length + this.behind.length + this.passedOver.length > 0) {
      const isBusy = recordedBefore >= WORTH_RECORDING / 2;
      if (isBusy && this.ended.length < WORTH_RECORDING && !this.isStopped) await delay(GATHER_MS);
      const batch: Batch = {
        ended: this.ended.splice(0, MAX_BATCH),
        behind: this.behind.splice(0),
        passedOver: this.passedOver.splice(0),
      };
      recordedBefore = batch.ended.length;
      await this.recordBatch(batch);
    }
    this.flushing = undefined;
  }

  /** Tries until it is recorded or the leases are lost: an outcome that is forgotten is a push made twice. */
  private async recordBatch(batch: Batch): Promise<void> {
    const runners = new Set(
      [...batch.ended, ...batch.behind, ...batch.passedOver].map(({ runner }) => runner),
    );
    const content = contentOf(batch, runners);
    let recorded: Recorded;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        recorded = await this.record.run(content, this.random);
        break;
      } catch (error) {
        this.logger.error({
          msg: 'outcomes could not be recorded',
          count: batch.ended.length,
          err: error,
        });
        if (this.isStopped) return;
        content.mayBeRecorded = true;
        await delay(pause);
      }
    }
    this.settle(batch, content, recorded);
    this.onRecorded(runners, recorded.lost);
  }

  private settle(batch: Batch, { followers }: Content, { waiting }: Recorded): void {
    for (const { runner, ended } of batch.ended) {
      const kept = followers.get(ended) ?? [];
      for (const late of runner.recorded(ended, kept, waiting.get(ended) ?? null)) {
        this.addBehind(runner, late);
      }
    }
    for (const { runner, queued } of batch.behind) runner.keptBehind(queued);
    for (const { runner, queued } of batch.passedOver) runner.passedOver(queued);
  }
}

interface Batch {
  ended: readonly Ended[];
  behind: readonly Untried[];
  passedOver: readonly Untried<UntriedPush['queued']>[];
}

function contentOf(batch: Batch, runners: ReadonlySet<StreamRunner>): Content {
  const tried = batch.ended.filter(({ ended }) => !wasInterrupted(ended));
  // What is in memory behind a push that has to be tried again waits with it.
  const followers = new Map(
    tried
      .filter(({ ended }) => ended.push.outcome.kind === 'retry')
      .map(({ runner, ended }) => [ended, runner.window.behind(ended.queued)]),
  );
  const following = tried.flatMap(({ runner, ended }) =>
    (followers.get(ended) ?? []).map((queued) => ({ runner, queued })),
  );
  const behind = [...batch.behind, ...following];
  const recording = new Map<StreamRunner, number>();
  for (const { runner } of [...batch.ended, ...batch.behind, ...batch.passedOver]) {
    recording.set(runner, (recording.get(runner) ?? 0) + 1);
  }
  const settled = new Set([
    ...tried.map(({ ended }) => ended.queued),
    ...behind.map(({ queued }) => queued),
  ]);
  const now = performance.now();
  return {
    followers,
    mayBeRecorded: false,
    leases: [...runners].map(({ id, token }) => ({ streamId: id, token })),
    marks: [...runners]
      .filter((runner) => runner.isMarkDue(now, recording.get(runner) ?? 0))
      .map((runner) => ({
        streamId: runner.id,
        settledOffset: runner.window.markWith(settled),
      })),
    ended: batch.ended.map(({ ended }) => ended),
    behind: behind.map(untried),
    passedOver: batch.passedOver.map(untried),
  };
}

interface Content extends OutcomeBatchContent {
  /** What waits behind which push from now on. */
  followers: ReadonlyMap<EndedPush, readonly QueuedPush[]>;
}

function untried({ runner, queued }: Untried<UntriedPush['queued']>): UntriedPush {
  return { streamId: runner.id, subscriberId: runner.stream.subscriberId, queued };
}

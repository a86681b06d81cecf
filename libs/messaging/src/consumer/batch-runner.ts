import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Batch, EachBatchPayload } from 'kafkajs';
import type { Topic } from '#contracts';
import { isInfrastructureFault, sentenceOf } from '../faults.js';
import type { Assignment } from './assignment.js';
import type { Attempt } from './message-processor.js';
import type { MessageRuns, Run } from './message-run.js';
import { PositionLost } from './position-store.js';
import { RunSize } from './run-size.js';
import type { Settling } from './settling.js';

const SECOND = 1000;
const HEARTBEAT_MS = SECOND;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5 * SECOND;
/** A bug does not go away by itself, but a race might: a few tries, then the message is parked. */
const TRIES_OF_A_FAILING_HANDLER = 4;

export interface BatchSurroundings {
  topicOf(name: string): Topic | undefined;
  /** The current assignment with its positions; waits until they are read. */
  assignment(): Promise<Assignment>;
  /** Reads the positions again: somebody else has moved one. */
  reloadAssignment(): void;
  seek(place: { topic: string; partition: number; offset: string }): void;
  /** Aborts when the consumer is to end. */
  ending: AbortSignal;
}

type Heartbeat = () => Promise<void>;

/** A partition's messages on their way, and up to where they go singly. */
interface Way {
  batch: Batch;
  runs: MessageRuns;
  singlyUntil: number;
  heartbeat: Heartbeat;
}

/**
 * Takes a partition's messages in their order, each to its end before it moves on: several in one
 * transaction where their handler can, and one by one where anything about them is out of the ordinary.
 */
export class BatchRunner {
  private readonly logger = new Logger('Messages');
  private readonly size = new RunSize();
  private lastRunEnded = 0;

  constructor(
    private readonly settling: Settling,
    private readonly around: BatchSurroundings,
  ) {}

  async run(given: EachBatchPayload): Promise<void> {
    const { batch } = given;
    const { topic, partition, messages } = batch;
    const heartbeat = () => given.heartbeat();
    const assignment = await whileBeating(this.around.assignment(), heartbeat);
    const known = this.around.topicOf(topic);
    if (!known) return;
    const runs = this.settling.runsOf(known, partition, messages);
    const way: Way = { batch, runs, singlyUntil: 0, heartbeat };
    for (let at = 0; at < messages.length;) {
      if (!given.isRunning() || given.isStale() || this.around.ending.aborted) return;
      const position = assignment.positionOf(topic, partition);
      if (position === undefined) return;
      const offset = offsetAt(batch, at);
      if (offset > position && this.goBackTo(position, batch, assignment)) return;
      let taken = 1;
      if (offset >= position) {
        taken = await this.consume(way, at, position);
        if (taken === 0) return;
        assignment.moveTo(topic, partition, offsetAt(batch, at + taken - 1) + 1n, Date.now());
      }
      given.resolveOffset(String(offsetAt(batch, at + taken - 1)));
      at += taken;
      await heartbeat();
    }
  }

  /** Kafka's own offset was ahead of ours. @returns false when the broker no longer has what is between. */
  private goBackTo(
    position: bigint,
    { topic, partition, messages }: Batch,
    assignment: Assignment,
  ): boolean {
    if (assignment.shouldSeek(topic, partition)) {
      this.around.seek({ topic, partition, offset: String(position) });
      return true;
    }
    const found = messages[0]?.offset;
    this.logger.error(
      `${topic}[${partition}]: the broker has nothing between ${position} and ${found}`,
    );
    return false;
  }

  /** @returns how many messages were settled; 0 when it gave way: the end is near, or the position was lost. */
  private async consume(way: Way, at: number, from: bigint): Promise<number> {
    const { batch, runs, heartbeat } = way;
    const next = await runs.next(at, at < way.singlyUntil ? 1 : this.size.most);
    if (next.kind === 'run') {
      const settled = await this.settleTogether(way, next.run, at, from);
      if (settled !== null) return settled ? next.run.messages.length : 0;
      way.singlyUntil = at + next.run.messages.length;
      return this.consume(way, at, from);
    }
    const { message, judgement } = next;
    const { topic, partition } = batch;
    const place = { topic, partition, from, to: offsetAt(batch, at) + 1n };
    const settled = await this.settle(
      { message, place, ...(judgement && { judgement }) },
      heartbeat,
    );
    return settled ? 1 : 0;
  }

  /** @returns false when the position was lost, null when the messages have to go one by one. */
  private async settleTogether(
    { batch, heartbeat }: Way,
    run: Run,
    at: number,
    from: bigint,
  ): Promise<boolean | null> {
    const { topic, partition } = batch;
    const last = at + run.messages.length - 1;
    const started = performance.now();
    try {
      const place = { topic, partition, from, to: offsetAt(batch, last) + 1n };
      await whileBeating(this.settling.together.process(run, place), heartbeat);
      // Runs of other partitions may have been before it in the handler's own queue: that time is theirs.
      const own = performance.now() - Math.max(started, this.lastRunEnded);
      this.lastRunEnded = performance.now();
      this.size.note(run.messages.length, own);
      return true;
    } catch (error) {
      if (error instanceof PositionLost) {
        this.around.reloadAssignment();
        return false;
      }
      this.logger.warn({
        msg: 'messages are handled one by one',
        ...{ topic, partition, offset: run.first.message.offset, count: run.messages.length },
        error: sentenceOf(error),
      });
      return null;
    }
  }

  /** Retries in place: while a message is not settled, no later one of its partition is touched. */
  private async settle(attempt: Attempt, heartbeat: Heartbeat): Promise<boolean> {
    const { singly } = this.settling;
    let failures = 0;
    let sentence = '';
    for (let tries = 1; !this.around.ending.aborted; tries++) {
      try {
        const giveUp = failures >= TRIES_OF_A_FAILING_HANDLER;
        await whileBeating(
          giveUp ? singly.parkFailing(attempt, sentence) : singly.process(attempt),
          heartbeat,
        );
        return true;
      } catch (error) {
        if (error instanceof PositionLost) {
          this.around.reloadAssignment();
          return false;
        }
        if (!isInfrastructureFault(error)) failures++;
        sentence = sentenceOf(error);
        this.reportFailure(attempt, error, tries);
      }
      await this.pause(tries, heartbeat);
    }
    return false;
  }

  /** A heartbeat that fails here ends the batch: the group has changed, and somebody else goes on. */
  private async pause(tries: number, heartbeat: Heartbeat): Promise<void> {
    let left = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
    while (left > 0 && !this.around.ending.aborted) {
      const step = Math.min(left, HEARTBEAT_MS);
      await delay(step, undefined, { signal: this.around.ending }).catch(() => undefined);
      await heartbeat();
      left -= step;
    }
  }

  private reportFailure({ message }: Attempt, error: unknown, tries: number): void {
    const { topic, partition, offset } = message;
    const kind = isInfrastructureFault(error) ? 'infrastructure' : 'handler';
    this.logger.warn({
      msg: 'message not handled yet',
      topic,
      partition,
      offset,
      kind,
      tries,
      error: sentenceOf(error),
    });
  }
}

function offsetAt({ messages }: Batch, index: number): bigint {
  const message = messages[index];
  if (!message) throw new Error(`No message at ${index} of what Kafka gave.`);
  return BigInt(message.offset);
}

/** Keeps the group membership alive while `work` goes on; the group's answer is looked at after it. */
async function whileBeating<T>(work: Promise<T>, heartbeat: Heartbeat): Promise<T> {
  const timer = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

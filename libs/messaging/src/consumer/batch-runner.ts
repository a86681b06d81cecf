import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Batch, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Topic } from '#contracts';
import { isInfrastructureFault, sentenceOf } from '../faults.js';
import type { Assignment } from './assignment.js';
import type { Attempt, MessageProcessor } from './message-processor.js';
import { PositionLost, type PositionStore } from './position-store.js';
import { toReceived } from './received-message.js';

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

/** Takes a partition's messages one by one, each to its end, before it moves on. */
export class BatchRunner {
  private readonly logger = new Logger('Messages');

  constructor(
    private readonly processor: MessageProcessor,
    private readonly positions: PositionStore,
    private readonly around: BatchSurroundings,
  ) {}

  async run(given: EachBatchPayload): Promise<void> {
    const { batch } = given;
    const heartbeat = () => given.heartbeat();
    const assignment = await whileBeating(this.around.assignment(), heartbeat);
    for (const message of batch.messages) {
      if (!given.isRunning() || given.isStale() || this.around.ending.aborted) return;
      const position = assignment.positionOf(batch.topic, batch.partition);
      if (position === undefined) return;
      if (BigInt(message.offset) > position && this.goBackTo(position, batch, assignment)) return;
      if (BigInt(message.offset) >= position) {
        const next = await this.consume(batch, message, position, heartbeat);
        if (next === null) return;
        assignment.moveTo(batch.topic, batch.partition, next, Date.now());
      }
      given.resolveOffset(message.offset);
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

  /** @returns the position after the message, or null when it gave way: the end is near, or the position was lost. */
  private async consume(
    { topic, partition }: Batch,
    message: KafkaMessage,
    from: bigint,
    heartbeat: Heartbeat,
  ): Promise<bigint | null> {
    const known = this.around.topicOf(topic);
    if (!known) return null;
    const to = BigInt(message.offset) + 1n;
    const settled = await this.settle(
      {
        message: toReceived(known, partition, message),
        claim: ({ manager }) => this.positions.advance(manager, { topic, partition, from, to }),
      },
      heartbeat,
    );
    return settled ? to : null;
  }

  /** Retries in place: while a message is not settled, no later one of its partition is touched. */
  private async settle(attempt: Attempt, heartbeat: Heartbeat): Promise<boolean> {
    let failures = 0;
    let sentence = '';
    for (let tries = 1; !this.around.ending.aborted; tries++) {
      try {
        const giveUp = failures >= TRIES_OF_A_FAILING_HANDLER;
        await whileBeating(
          giveUp ? this.processor.parkFailing(attempt, sentence) : this.processor.process(attempt),
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

/** Keeps the group membership alive while `work` goes on; the group's answer is looked at after it. */
async function whileBeating<T>(work: Promise<T>, heartbeat: Heartbeat): Promise<T> {
  const timer = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

import { setImmediate as breathe } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import type { Topic } from '#contracts';
import type { TrustedKeys } from '#signing';
import type { HandlerTable, ManyHandler } from './handler-table.js';
import { judge, type Judgement } from './judgement.js';
import { toReceived, type ReceivedMessage } from './received-message.js';

/** A transaction's inputs stay in memory until its commit. */
const MOST_BYTES = 2 * 1024 * 1024;
/** A signature costs a tenth of a millisecond of the event loop: others get their turn in between. */
const JUDGED_AT_ONCE = 16;

export interface RunMessage {
  message: ReceivedMessage;
  judgement: Extract<Judgement, { kind: 'event' }>;
}

/** Messages of one partition that follow each other and that one handler takes together. */
export interface Run {
  topic: Topic;
  handler: ManyHandler;
  first: RunMessage;
  messages: readonly RunMessage[];
}

/** What comes next in a partition: several at once, or one that has to be taken by itself. */
export type Next =
  { kind: 'run'; run: Run } | { kind: 'single'; message: ReceivedMessage; judgement?: Judgement };

interface Judged {
  message: ReceivedMessage;
  judgement: Judgement;
  handler: ManyHandler | undefined;
}

/** Finds, in what Kafka gave of one partition, which messages can be handled together; judges each once. */
export class MessageRuns {
  private readonly judged = new Map<number, Judged>();

  constructor(
    private readonly topic: Topic,
    private readonly partition: number,
    private readonly messages: readonly KafkaMessage[],
    private readonly handlers: HandlerTable,
    private readonly trusted: TrustedKeys,
  ) {}

  /** A message that comes alone is not looked at before its transaction: nothing is won. */
  async next(at: number, most: number): Promise<Next> {
    if (most <= 1 || at + 1 >= this.messages.length || !this.handlers.takesMany(this.topic)) {
      return this.single(at);
    }
    const first = await this.judge(at);
    if (!first.handler) return this.single(at);
    const messages: RunMessage[] = [];
    let bytes = 0;
    for (let index = at; index < this.messages.length && messages.length < most; index++) {
      if (index > at && !this.follows(index)) break;
      bytes += this.messages[index]?.value?.length ?? 0;
      if (bytes > MOST_BYTES) break;
      const { message, judgement, handler } = await this.judge(index);
      if (judgement.kind !== 'event' || handler !== first.handler) break;
      messages.push({ message, judgement });
      if (messages.length % JUDGED_AT_ONCE === 0) await breathe();
    }
    this.forgetBefore(at);
    const head = messages[0];
    if (!head || messages.length === 1) return this.single(at);
    return {
      kind: 'run',
      run: { topic: this.topic, handler: first.handler, first: head, messages },
    };
  }

  /** Where the broker has nothing between two messages, somebody has to look why. */
  private follows(index: number): boolean {
    const [before, here] = [this.messages[index - 1], this.messages[index]];
    return BigInt(before?.offset ?? -1) + 1n === BigInt(here?.offset ?? -1);
  }

  private single(at: number): Next {
    const judged = this.judged.get(at);
    this.judged.delete(at);
    if (!judged) return { kind: 'single', message: this.received(at) };
    const { message, judgement } = judged;
    return { kind: 'single', message, judgement };
  }

  private async judge(index: number): Promise<Judged> {
    const known = this.judged.get(index);
    if (known) return known;
    const message = this.received(index);
    const judgement = await judge(message, this.trusted, { anySize: false });
    const handler =
      judgement.kind === 'event'
        ? this.handlers.findMany(this.topic, judgement.event.type)
        : undefined;
    const judged = { message, judgement, handler };
    this.judged.set(index, judged);
    return judged;
  }

  private received(index: number): ReceivedMessage {
    const message = this.messages[index];
    if (!message) throw new Error(`No message at ${index} of what Kafka gave.`);
    return toReceived(this.topic, this.partition, message);
  }

  private forgetBefore(at: number): void {
    for (const index of this.judged.keys()) if (index < at) this.judged.delete(index);
  }
}

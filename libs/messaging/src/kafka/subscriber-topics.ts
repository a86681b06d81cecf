import { Injectable } from '@nestjs/common';
import { Partitioners, type Producer } from 'kafkajs';
import { subscriberTopicName } from '#contracts';
import { MessagingOptions } from '../messaging-options.js';
import { createSubscriberTopic } from './create-topics.js';
import { kafkaClient } from './kafka-client.js';

/** A message for a subscriber's own software: bytes and headers are final. */
export interface SubscriberMessage {
  topic: string;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

/** A message that no broker has confirmed; it may have arrived all the same. */
export class NotWritten extends Error {
  override readonly name = 'NotWritten';
  constructor(
    readonly reason: 'interrupted' | 'timeout' | 'connection',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** When a message must not be written any more. */
export interface MayWrite {
  stopping: AbortSignal;
  /** Asked right before it goes out: whoever waited or froze may have been replaced. */
  mayStart?: (() => boolean) | undefined;
}

interface Waiting {
  message: SubscriberMessage;
  may: MayWrite;
  giveUpAt: number;
  written: () => void;
  failed: (error: NotWritten) => void;
}

const ACKS_ALL = -1;
const SECOND = 1000;
/** A broker takes at most a mebibyte for one partition at a time. */
const MAX_BATCH_BYTES = 768 * 1024;
/** Who has waited for its turn as long as this may be sent by another process by now. */
const PATIENCE_MS = 10 * SECOND;

/**
 * Writes to the topics that subscribers read. What is given in one turn of the event loop, or while a
 * request is under way, goes out in one request; there is never more than one, so that messages stay in
 * the order in which they were given. A topic that fails does not take others' messages with it: until
 * it works again it is written to by itself.
 */
@Injectable()
export class SubscriberTopics {
  private readonly suspects = new Set<string>();
  private waiting: Waiting[] = [];
  private producer: Producer | undefined;
  private flushing: Promise<void> | undefined;

  constructor(private readonly options: MessagingOptions) {}

  nameFor(subscriberId: string): string {
    return subscriberTopicName(subscriberId, this.options.config.topicSuffix);
  }

  /** Makes a topic unless it is there. @throws when Kafka is away. */
  create(topic: string): Promise<void> {
    return createSubscriberTopic(this.options.config.kafkaBrokers, topic);
  }

  /** Resolves once every replica in sync has it. @throws NotWritten */
  write(message: SubscriberMessage, may: MayWrite): Promise<void> {
    return new Promise((written, failed) => {
      const giveUpAt = performance.now() + PATIENCE_MS;
      this.waiting.push({ message, may, giveUpAt, written, failed });
      this.flushing ??= this.flush();
    });
  }

  /** Ends what is under way; nothing is written after that. */
  async close(): Promise<void> {
    await this.flushing;
    await this.disconnect();
  }

  private async flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.send(this.takeBatch());
    // In the same turn as the last look at what waits: nothing can be left behind.
    this.flushing = undefined;
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { message } of this.waiting) {
      bytes += message.value.length;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    const byTopic = [...Map.groupBy(batch.filter(isWanted), ({ message }) => message.topic)];
    const isSuspect = ([topic]: [string, Waiting[]]): boolean => this.suspects.has(topic);
    // Told apart before anything is sent: what fails now must not be sent once more.
    const [healthy, suspects] = [
      byTopic.filter((each) => !isSuspect(each)),
      byTopic.filter(isSuspect),
    ];
    await this.sendTogether(healthy);
    for (const suspect of suspects) await this.sendAlone(suspect);
  }

  private async sendTogether(topics: [string, Waiting[]][]): Promise<void> {
    const [first, ...others] = topics;
    if (!first) return;
    if (others.length === 0) return this.sendAlone(first);
    try {
      await this.produce(topics);
    } catch (error) {
      await this.disconnect();
      if (!blamesTopic(error)) return fail(topics, error);
      // One of them is to blame. What did arrive arrives again, under the same id.
      for (const topic of topics) await this.sendAlone(topic);
    }
  }

  private async sendAlone(topic: [string, Waiting[]]): Promise<void> {
    const [name] = topic;
    try {
      await this.produce([topic]);
      this.suspects.delete(name);
    } catch (error) {
      await this.disconnect();
      if (blamesTopic(error)) await this.suspect(name, error);
      fail([topic], error);
    }
  }

  /** One that was lost with its broker is made again, for the next try. */
  private async suspect(topic: string, error: unknown): Promise<void> {
    this.suspects.add(topic);
    if (typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') {
      await this.create(topic).catch(() => undefined);
    }
  }

  private async produce(given: readonly [string, readonly Waiting[]][]): Promise<void> {
    const producer = await this.connected();
    // To connect may have taken long.
    const topics = given
      .map(([topic, messages]) => [topic, messages.filter(isWanted)] as const)
      .filter(([, messages]) => messages.length > 0);
    if (topics.length === 0) return;
    await producer.sendBatch({
      acks: ACKS_ALL,
      timeout: 5 * SECOND,
      topicMessages: topics.map(([topic, messages]) => ({
        topic,
        messages: messages.map(({ message: { key, value, headers } }) => ({ key, value, headers })),
      })),
    });
    for (const [, messages] of topics) for (const { written } of messages) written();
  }

  private async connected(): Promise<Producer> {
    if (this.producer) return this.producer;
    const { groupId, config } = this.options;
    const retry = { initialRetryTime: 100, retries: 1 };
    const producer = kafkaClient(groupId, config.kafkaBrokers, retry).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
    });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    return (this.producer = producer);
  }

  private async disconnect(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }
}

/** Rejects what may no longer be sent. */
function isWanted({ may, giveUpAt, failed }: Waiting): boolean {
  if (may.stopping.aborted || may.mayStart?.() === false) {
    failed(new NotWritten('interrupted', 'it is for another process to write it'));
    return false;
  }
  if (performance.now() > giveUpAt) {
    failed(new NotWritten('timeout', 'no broker took it in time'));
    return false;
  }
  return true;
}

function fail(topics: readonly [string, readonly Waiting[]][], cause: unknown): void {
  const type = typeOf(cause) ?? (cause instanceof Error ? cause.name : 'unknown');
  for (const [, messages] of topics) {
    for (const { failed } of messages) {
      failed(new NotWritten('connection', `the broker did not confirm it: ${type}`, cause));
    }
  }
}

/** Errors that a broker gives of one topic, while others may be fine. */
const OF_ONE_TOPIC = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'KAFKA_STORAGE_ERROR',
];

function blamesTopic(error: unknown): boolean {
  const type = typeOf(error);
  return type !== undefined && OF_ONE_TOPIC.includes(type);
}

/** kafkajs wraps the broker's error once its own tries are used up. */
function typeOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('type' in each && typeof each.type === 'string') return each.type;
  }
  return undefined;
}

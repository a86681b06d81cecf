import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type IHeaders } from 'kafkajs';
import { topicName, type Topic } from '#contracts';
import type { Infrastructure } from '#infrastructure';
import { testInfrastructure } from './test-infrastructure.js';
import { topicsFor } from './test-topics.js';

/** A message as it lies on the broker. */
export interface RawMessage {
  topic: Topic;
  key: string;
  value: Buffer;
  headers: Record<string, string>;
  partition: number;
  offset: string;
}

/** The broker without any of our own code in between: for forgeries, poison, and reading what really was sent. */
export class RawTopics {
  private constructor(
    private readonly kafka: Kafka,
    private readonly suffix: string,
  ) {}

  /** @param suffix default: the test file's own set of topics. */
  static async open(suffix?: string, given?: Infrastructure): Promise<RawTopics> {
    const { brokers } = (given ?? (await testInfrastructure())).kafka;
    const kafka = new Kafka({ clientId: 'test', brokers, logLevel: logLevel.NOTHING });
    return new RawTopics(kafka, suffix ?? (await topicsFor(undefined, given)));
  }

  async send(
    topic: Topic,
    messages: { key: string; value: Buffer | string; headers?: IHeaders; partition?: number }[],
  ): Promise<void> {
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      await producer.send({ topic: topicName(topic, this.suffix), messages });
    } finally {
      await producer.disconnect();
    }
  }

  /** Everything on a topic so far; per key in order. */
  async readAll(topic: Topic): Promise<RawMessage[]> {
    const name = topicName(topic, this.suffix);
    const missing = await this.ends(name);
    const read: RawMessage[] = [];
    if (missing.size === 0) return read;
    const consumer = this.kafka.consumer({ groupId: `read-${randomUUID()}` });
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: name, fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        // The first group on a fresh broker may find its coordinator still loading: kafkajs starts it again.
        consumer.on('consumer.crash', ({ payload }) => {
          if (!payload.restart) reject(payload.error);
        });
        consumer
          .run({
            autoCommit: false,
            eachMessage: ({ partition, message }) => {
              const { key, value, headers = {}, offset } = message;
              const end = missing.get(partition);
              if (end === undefined) return Promise.resolve();
              read.push({
                topic,
                key: key?.toString() ?? '',
                value: value ?? Buffer.alloc(0),
                headers: Object.fromEntries(
                  Object.entries(headers).map(([header, content]) => [header, String(content)]),
                ),
                partition,
                offset,
              });
              if (BigInt(offset) + 1n >= end) missing.delete(partition);
              if (missing.size === 0) resolve();
              return Promise.resolve();
            },
          })
          .catch(reject);
      });
    } finally {
      await consumer.disconnect();
    }
    return read;
  }

  /** The next offset of every partition that holds messages. */
  private async ends(name: string): Promise<Map<number, bigint>> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets(name);
      return new Map(
        offsets
          .filter(({ low, high }) => BigInt(high) > BigInt(low))
          .map(({ partition, high }) => [partition, BigInt(high)]),
      );
    } finally {
      await admin.disconnect();
    }
  }
}

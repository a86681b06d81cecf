import type { Producer } from 'kafkajs';
import { JWS_HEADER, topicName, type Topic } from '#contracts';
import { kafkaClient } from './kafka-client.js';

/** A message whose bytes and signature were made elsewhere. */
export interface PreparedMessage {
  key: string;
  bytes: Buffer;
  jws: string;
}

/** Writes prepared messages to one topic, for measurements: services publish through their outbox. */
export class TopicWriter {
  private constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  static async open(brokers: string[], topic: Topic, suffix: string): Promise<TopicWriter> {
    const producer = kafkaClient(
      'topic-writer',
      brokers,
      { retries: 2 },
      { silent: true },
    ).producer({ allowAutoTopicCreation: false });
    await producer.connect();
    return new TopicWriter(producer, topicName(topic, suffix));
  }

  /** Resolves once the brokers have them. A broker takes at most a mebibyte per partition at a time. */
  async write(messages: readonly PreparedMessage[]): Promise<void> {
    await this.producer.send({
      topic: this.topic,
      acks: -1,
      messages: messages.map(({ key, bytes, jws }) => ({
        key,
        value: bytes,
        headers: { [JWS_HEADER]: jws },
      })),
    });
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }
}

import { Injectable } from '@nestjs/common';
import { Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import { TOPICS, type Topic } from '#contracts';
import { MessagingOptions } from '../messaging-options.js';
import type { PublishableRow } from '../outbox/outbox-progress.js';
import { kafkaClient } from './kafka-client.js';

const ACKS_ALL = -1;
const SECOND = 1000;

/**
 * The producer. Rows of one partition stay in the order they are given in: one request at a time, and
 * the caller waits for each before the next.
 */
@Injectable()
export class EventPublisher {
  private producer: Producer | undefined;

  constructor(private readonly options: MessagingOptions) {}

  /** Connects and loads the topics' metadata, so that the first message does not wait for it. */
  async connect(): Promise<void> {
    if (this.producer) return;
    const { kafkaBrokers } = this.options.config;
    // The relay retries; two tries here only bridge a leader's move.
    const kafka = kafkaClient(this.options.groupId, kafkaBrokers, {
      initialRetryTime: 100,
      retries: 2,
    });
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
    });
    try {
      await producer.connect();
      const topics = Object.keys(TOPICS) as Topic[];
      await producer.sendBatch({
        acks: ACKS_ALL,
        topicMessages: topics.map((topic) => ({ topic: this.options.nameOf(topic), messages: [] })),
      });
      this.producer = producer;
    } finally {
      if (!this.producer) await producer.disconnect().catch(() => undefined);
    }
  }

  async publish(rows: readonly PublishableRow[]): Promise<void> {
    if (!this.producer) throw new Error('the producer is not connected');
    await this.producer.sendBatch({
      acks: ACKS_ALL,
      timeout: 5 * SECOND,
      topicMessages: [...byTopic(rows)].map(([topic, rowsOfTopic]) =>
        this.toTopicMessages(topic, rowsOfTopic),
      ),
    });
  }

  async disconnect(): Promise<void> {
    const producer = this.producer;
    this.producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }

  private toTopicMessages(topic: Topic, rows: readonly PublishableRow[]): TopicMessages {
    return {
      topic: this.options.nameOf(topic),
      messages: rows.map((row) => ({
        key: row.key,
        value: row.payload,
        headers: { id: row.id, ...row.headers },
      })),
    };
  }
}

function byTopic(rows: readonly PublishableRow[]): Map<Topic, PublishableRow[]> {
  return Map.groupBy(rows, (row) => row.topic);
}

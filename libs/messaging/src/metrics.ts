import { Counter, Histogram } from 'prom-client';

/** Messages by how they ended. */
export const handledMessages = new Counter({
  name: 'yichu_messages_handled_total',
  help: 'Messages consumed, by topic and how they ended',
  labelNames: ['topic', 'outcome'] as const,
});

export const handlingSeconds = new Histogram({
  name: 'yichu_message_handling_seconds',
  help: 'From a message being taken in hand to its transaction committed',
  labelNames: ['topic'] as const,
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
});

export const publishedMessages = new Counter({
  name: 'yichu_outbox_published_total',
  help: 'Outbox rows brought to Kafka',
});

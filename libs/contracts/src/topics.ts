/**
 * The only place that names Kafka topics. Key of every message = aggregate id (`lst_…`), so that one
 * listing's messages stay in order. `TopicsStep` in libs/messaging creates them.
 */
export const TOPICS = {
  'repair-orders': 'yichu.repair-orders.v1',
  'order-outcomes': 'yichu.order-outcomes.v1',
  'listing-changes': 'yichu.listing-changes.v1',
  'delivery-outcomes': 'yichu.delivery-outcomes.v1',
} as const;

export type Topic = keyof typeof TOPICS;

export const PARTITIONS_PER_TOPIC = 3;

/** Messages above this are parked unread. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Kafka header that carries the sender's detached JWS over the exact value bytes. */
export const JWS_HEADER = 'yichu-jws';

/** The topic's name on a broker; runs that share a broker differ by `suffix` (may be empty). */
export function topicName(topic: Topic, suffix: string): string {
  return suffix ? `${TOPICS[topic]}.${suffix}` : TOPICS[topic];
}

/** Topics that a subscriber's own software reads: one for each subscriber that has a Kafka stream. */
const SUBSCRIBER_TOPICS = 'yichu.subscriber.';

/** One: whoever reads it sees every change in the order in which it was written. */
export const PARTITIONS_PER_SUBSCRIBER_TOPIC = 1;

/** Longer than any holiday; whoever was away for more goes on from a snapshot or the feed. */
export const SUBSCRIBER_TOPIC_RETENTION_MS = 90 * 24 * 60 * 60 * 1000;

/** The name on a broker of one subscriber's topic. */
export function subscriberTopicName(subscriberId: string, suffix: string): string {
  const name = `${SUBSCRIBER_TOPICS}${subscriberId.toLowerCase()}.v1`;
  return suffix ? `${name}.${suffix}` : name;
}

/** Whether a topic of that name is some subscriber's, in the run of that suffix. */
export function isSubscriberTopic(name: string, suffix: string): boolean {
  return name.startsWith(SUBSCRIBER_TOPICS) && name.endsWith(suffix ? `.v1.${suffix}` : '.v1');
}

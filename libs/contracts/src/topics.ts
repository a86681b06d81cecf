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

import { PARTITIONS_PER_SUBSCRIBER_TOPIC } from '#contracts';
import { kafkaAccess, type KafkaAccess } from '../domain/kafka-access.js';
import type { FindSubscribers } from '../use-cases/find-subscribers.js';

type Found = Awaited<ReturnType<FindSubscribers['byId']>>;

/** A subscriber as it is shown: no secret is among its fields. */
export function subscriberResponse(subscriber: Found['subscriber']) {
  const { id, name, type, contract, contractVersion, enabledAt } = subscriber;
  return { id, name, type, contract, contractVersion, enabledAt };
}

/** A stream as it is shown; its signing secret was shown once, when it was opened. */
export function streamResponse(stream: Found['streams'][number]) {
  const { id, subscriberId, channel, status, createdAt } = stream;
  return { id, subscriber: subscriberId, channel, status, ...ownFieldsOf(stream), createdAt };
}

function ownFieldsOf({ channel, url, topic, keyId, deliveredOffset }: Found['streams'][number]) {
  switch (channel) {
    case 'webhook':
      return { url, keyId };
    case 'kafka':
      return { topic, keyId };
    case 'feed':
    case 'snapshot':
      return { deliveredOffset };
  }
}

/** How a subscriber reads its topic, and what operations must run before it can. */
export function kafkaResponse(
  subscriberId: string,
  topic: string,
  bootstrapServers: readonly string[],
): KafkaAccess {
  const partitions = PARTITIONS_PER_SUBSCRIBER_TOPIC;
  return kafkaAccess({ subscriberId, topic, bootstrapServers, partitions });
}

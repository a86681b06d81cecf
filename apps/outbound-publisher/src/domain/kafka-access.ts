/** What a platform needs to read its topic, and what operations must run so that only it can. */
export interface KafkaAccess {
  topic: string;
  bootstrapServers: readonly string[];
  partitions: number;
  /** Its consumer groups must begin with it. */
  groupPrefix: string;
  /** The name under which the broker must know the platform's software. */
  principal: string;
  acls: string[];
}

export interface SubscriberTopic {
  subscriberId: string;
  topic: string;
  bootstrapServers: readonly string[];
  partitions: number;
}

/** To read its own topic in groups of its own, and nothing else: brokers refuse what no ACL allows. */
export function kafkaAccess(given: SubscriberTopic): KafkaAccess {
  const { subscriberId, topic, bootstrapServers, partitions } = given;
  const principal = `User:${subscriberId}`;
  const groupPrefix = `${subscriberId.toLowerCase()}.`;
  const allow = [
    'kafka-acls.sh',
    `--bootstrap-server ${bootstrapServers.join(',')}`,
    '--command-config admin.properties',
    `--add --allow-principal ${principal}`,
  ].join(' ');
  return {
    topic,
    bootstrapServers,
    partitions,
    groupPrefix,
    principal,
    acls: [
      `${allow} --operation Read --operation Describe --topic ${topic}`,
      `${allow} --operation Read --operation Describe --group ${groupPrefix} --resource-pattern-type prefixed`,
    ],
  };
}

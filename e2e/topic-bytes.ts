import { Kafka, logLevel } from 'kafkajs';

/** Every byte that lies on some topics now: values, keys and headers, as text. */
export async function topicBytes(brokers: string[], topics: string[]): Promise<string[]> {
  const kafka = new Kafka({ brokers, clientId: 'e2e.reader', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await Promise.all(
    topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })),
  );
  await admin.disconnect();
  let missing = ends
    .flatMap(({ partitions }) => partitions)
    .reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);

  const messages: string[] = [];
  const complete = Promise.withResolvers<void>();
  if (missing === 0) complete.resolve();
  const consumer = kafka.consumer({ groupId: `e2e.reader.${process.pid}.${performance.now()}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const headers = Object.entries(message.headers ?? {}).map(
          ([name, value]) => `${name}: ${String(value)}`,
        );
        messages.push([String(message.key), ...headers, String(message.value)].join('\n'));
        if (--missing === 0) complete.resolve();
      },
    });
    await complete.promise;
  } finally {
    await consumer.disconnect();
  }
  return messages;
}

import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { newId } from '#contracts';
import { testInfrastructure, topicsFor } from '#testing';
import { SubscriberTopics } from '../src/index.js';
import { MessagingOptions } from '../src/messaging-options.js';

const never = new AbortController().signal;
let kafka: Kafka;
let topics: SubscriberTopics;

beforeAll(async () => {
  const { brokers } = (await testInfrastructure()).kafka;
  kafka = new Kafka({ clientId: 'test', brokers, logLevel: logLevel.NOTHING });
  topics = new SubscriberTopics(new MessagingOptions(configOf(brokers, await topicsFor()), []));
});
afterAll(() => topics.close());

function configOf(kafkaBrokers: string[], topicSuffix: string) {
  const name = 'outbound-publisher' as const;
  return { name, kafkaBrokers, topicSuffix, parkedKey: Buffer.alloc(32) };
}

async function madeTopic(): Promise<string> {
  const topic = topics.nameFor(newId('sub'));
  await topics.create(topic);
  return topic;
}

function write(topic: string, key: string, value: string): Promise<void> {
  const message = { topic, key, value: Buffer.from(value), headers: { of: key } };
  return topics.write(message, { stopping: never });
}

async function readUntil(topic: string, last: string): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: randomUUID() });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        const value = String(message.value);
        values.push(value);
        if (value === last) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return values;
}

async function settingsOf(topic: string): Promise<Record<string, string>> {
  const admin = kafka.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: topic }],
  });
  await admin.disconnect();
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map((each) => [each.configName, each.configValue]));
}

async function remove(topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}

describe('topics that subscribers read', () => {
  it('given a topic was made before, then making it again changes nothing', async () => {
    const topic = await madeTopic();
    await topics.create(topic);
    expect(await settingsOf(topic)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': String(90 * 24 * 60 * 60 * 1000),
    });
  });

  it('given many messages at once, then each is there once and in the order they were given', async () => {
    const topic = await madeTopic();
    const values = Array.from({ length: 3_000 }, (_each, index) => `${index} ${'x'.repeat(1_000)}`);
    await Promise.all(values.map((value) => write(topic, 'lst_1', value)));
    expect(await readUntil(topic, values.at(-1) ?? '')).toEqual(values);
  });

  it('given a topic that is gone, then it fails by itself, is made again, and works the next time', async () => {
    const [good, gone] = [await madeTopic(), await madeTopic()];
    await Promise.all([write(good, 'a', 'before'), write(gone, 'b', 'before')]);
    await remove(gone);
    const [one, other] = await Promise.allSettled([
      write(good, 'a', 'during'),
      write(gone, 'b', 'during'),
    ]);
    expect(one.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: { reason: 'connection' } });
    await Promise.all([write(good, 'a', 'after'), write(gone, 'b', 'after')]);
    expect(await readUntil(gone, 'after')).toEqual(['after']);
    // What arrived with the other's failure arrives again, under the same id.
    const arrived = await readUntil(good, 'after');
    expect(arrived.filter((value, index) => value !== arrived[index - 1])).toEqual([
      'before',
      'during',
      'after',
    ]);
  });

  it('given the service is stopping, then what waits is not written any more', async () => {
    const topic = await madeTopic();
    const stopping = AbortSignal.abort();
    const message = { topic, key: 'a', value: Buffer.from('late'), headers: {} };
    await expect(topics.write(message, { stopping })).rejects.toMatchObject({
      reason: 'interrupted',
    });
    await write(topic, 'a', 'sent');
    expect(await readUntil(topic, 'sent')).toEqual(['sent']);
  });

  it('given no broker, then it says so soon', async () => {
    const away = new SubscriberTopics(new MessagingOptions(configOf(['127.0.0.1:9'], ''), []));
    await expect(away.create('t')).rejects.toThrow();
    const message = { topic: 't', key: 'a', value: Buffer.from('x'), headers: {} };
    await expect(away.write(message, { stopping: never })).rejects.toMatchObject({
      reason: 'connection',
    });
    await away.close();
  });
});

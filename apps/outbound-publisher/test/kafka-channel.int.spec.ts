import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { Webhook } from 'standardwebhooks';
import type { Infrastructure } from '#infrastructure';
import { TrustedKeys, verifyDetached } from '#signing';
import { canRunKafkaTools, eventually, ownInfrastructure, runKafkaTool } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

interface Read {
  key: string;
  value: Buffer;
  headers: Record<string, string>;
}

interface OpenedStream {
  id: string;
  topic: string;
  signingSecret: string;
}

const itWithJava = canRunKafkaTools() ? it : it.skip;

let infrastructure: Infrastructure;
let publisher: PublisherUnderTest;
let kafka: Kafka;
beforeAll(async () => {
  infrastructure = await ownInfrastructure();
  publisher = await PublisherUnderTest.start(undefined, {}, infrastructure);
  kafka = new Kafka({
    clientId: 'partner',
    brokers: infrastructure.kafka.brokers,
    logLevel: logLevel.NOTHING,
  });
});
afterAll(async () => {
  await publisher.stop();
  await infrastructure.stop();
});

async function openKafka({ id }: EnabledSubscriber): Promise<OpenedStream> {
  const { status, body } = await publisher.post(`/v1/subscribers/${id}/streams`, {
    channel: 'kafka',
  });
  expect(status).toBe(201);
  return body as OpenedStream;
}

/** A partner's own consumer: plain kafkajs, none of our code. */
async function readTopic(topic: string, isEnough: (read: Read[]) => boolean): Promise<Read[]> {
  const consumer = kafka.consumer({ groupId: randomUUID() });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const read: Read[] = [];
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        const headers = Object.entries(message.headers ?? {});
        read.push({
          key: String(message.key),
          value: message.value ?? Buffer.alloc(0),
          headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
        });
        if (isEnough(read)) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return read;
}

function versionsOf(read: readonly Read[], listing: string): number[] {
  return read
    .filter(({ key }) => key === listing)
    .map(
      ({ value }) => (JSON.parse(value.toString()) as { data: { version: number } }).data.version,
    );
}

async function states({ id }: EnabledSubscriber): Promise<unknown[]> {
  const found = await publisher.obligations(`?subscriber=${id}`);
  return found.map((each) => each.state as unknown);
}

describe('a stream of the Kafka channel', () => {
  it('given it is opened, then there is a topic, and its reader and operations know what to do', async () => {
    const subscriber = await publisher.enable();
    const opened = await openKafka(subscriber);
    const { topicSuffix } = publisher.service.config;
    const topic = `yichu.subscriber.${subscriber.id.toLowerCase()}.v1.${topicSuffix}`;
    expect(opened).toMatchObject({
      channel: 'kafka',
      status: 'enabled',
      topic,
      bootstrapServers: infrastructure.kafka.brokers,
      partitions: 1,
      principal: `User:${subscriber.id}`,
      signingSecret: expect.stringMatching(/^whsec_/) as string,
    });
    const { status, body } = await publisher.get(
      `/v1/streams/${opened.id}/kafka`,
      subscriber.token,
    );
    expect(status).toBe(200);
    const acls = (body as { acls: string[] }).acls;
    expect(acls).toHaveLength(2);
    expect(acls[0]).toMatch(
      new RegExp(`--allow-principal User:${subscriber.id} .*--topic ${topic}$`),
    );
    expect(JSON.stringify(body)).not.toContain('whsec_');
  });

  it('given it has one, then another is refused; given a feed, then nothing is said of Kafka', async () => {
    const subscriber = await publisher.enable();
    await openKafka(subscriber);
    const path = `/v1/subscribers/${subscriber.id}/streams`;
    expect(await publisher.post(path, { channel: 'kafka' })).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'ONE_TOPIC' }] },
    });
    expect(
      (await publisher.post(path, { channel: 'kafka', url: 'http://127.0.0.1/' })).status,
    ).toBe(422);
    const feed = (await publisher.open(subscriber.id)).id as string;
    expect((await publisher.get(`/v1/streams/${feed}/kafka`, subscriber.token)).status).toBe(409);
  });

  it('given changes, then the topic holds the bytes that the registry signed, as a webhook gets them', async () => {
    const platform = await new TestPlatform().start();
    try {
      const subscriber = await publisher.enable();
      const { topic, signingSecret } = await openKafka(subscriber);
      await publisher.open(subscriber.id, platform.webhook);
      const listing = aListing();
      await publisher.announce(listing.published(), listing.removed());
      const read = await readTopic(topic, (each) => each.length === 2);
      await eventually(() => platform.arrivals.length === 2);
      expect(read.map(({ value }) => value)).toEqual(platform.arrivals.map(({ body }) => body));
      const trusted = TrustedKeys.fromFile(publisher.service.config.trustedKeysFile);
      for (const [index, { key, value, headers }] of read.entries()) {
        const signer = await verifyDetached(value, headers['yichu-event-jws'], trusted);
        expect(signer.owner).toBe('registry');
        expect(key).toBe(listing.id);
        expect(headers).toMatchObject({
          'content-type': 'application/cloudevents+json',
          'webhook-id': platform.arrivals[index]?.eventId,
          'yichu-offset': String(index + 1),
          'yichu-epoch': '1',
          traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-\d\d$/) as string,
        });
        new Webhook(signingSecret).verify(value.toString(), headers);
      }
      await eventually(async () =>
        (await states(subscriber)).every((state) => state !== 'expected'),
      );
    } finally {
      await platform.stop();
    }
  });

  it('given it is opened later, then the topic starts with what came before', async () => {
    const subscriber = await publisher.enable();
    const listing = aListing();
    await publisher.announce(listing.published());
    const { topic } = await openKafka(subscriber);
    await publisher.announce(listing.removed());
    const read = await readTopic(topic, (each) => each.length === 2);
    expect(versionsOf(read, listing.id)).toEqual([1, 2]);
  });

  itWithJava('given the console consumer of Kafka itself, then it reads the same', async () => {
    const subscriber = await publisher.enable();
    const { topic } = await openKafka(subscriber);
    const listing = aListing();
    const published = listing.published();
    await publisher.announce(published);
    const printed = await runKafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...['--bootstrap-server', infrastructure.kafka.brokers.join()],
      ...['--topic', topic, '--from-beginning', '--max-messages', '1', '--timeout-ms', '30000'],
      ...['--property', 'print.headers=true', '--property', 'print.key=true'],
    ]);
    const [headers = '', key, value = ''] = printed.trimEnd().split('\t');
    expect(key).toBe(listing.id);
    expect(value).toBe(JSON.stringify(published));
    const jws = /(?:^|,)yichu-event-jws:([^,]+)/.exec(headers)?.[1];
    const trusted = TrustedKeys.fromFile(publisher.service.config.trustedKeysFile);
    const signer = await verifyDetached(Buffer.from(value), jws, trusted);
    expect(signer.owner).toBe('registry');
  });

  it('given the broker goes and comes back, then nothing is lost, and versions stay in order', async () => {
    const subscriber = await publisher.enable();
    const { topic } = await openKafka(subscriber);
    const listings = Array.from({ length: 20 }, () => aListing());
    for (const listing of listings) await publisher.takeIn(listing.published());
    await infrastructure.kafka.outage?.down();
    for (const listing of listings) await publisher.takeIn(listing.removed());
    const refused = await publisher.post(
      `/v1/subscribers/${(await publisher.enable()).id}/streams`,
      { channel: 'kafka' },
    );
    expect(refused).toMatchObject({ status: 503, body: { errors: [{ rule: 'KAFKA_AWAY' }] } });
    await infrastructure.kafka.outage?.up();
    for (const listing of listings) await publisher.takeIn(listing.restored());
    const complete = (read: Read[]) =>
      listings.every(({ id }) => versionsOf(read, id).at(-1) === 3);
    const read = await readTopic(topic, complete);
    for (const { id } of listings) {
      const versions = versionsOf(read, id);
      // A message may be there twice, under the same id; never an older one after a newer.
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(new Set(versions)).toEqual(new Set([1, 2, 3]));
    }
  });
});

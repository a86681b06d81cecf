import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { TrustedKeys, verifyDetached } from '#signing';
import { readSnapshotSettings } from '../src/snapshots/snapshot-settings.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { SnapshotTaker } from './snapshot-taker.js';
import { aToldPlatform, pushAll } from './told-platform.js';

let publisher: PublisherUnderTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-snapshots-'));
  const snapshots = { ...readSnapshotSettings(), folder };
  publisher = await PublisherUnderTest.start(undefined, { snapshots });
});
afterAll(async () => {
  await publisher.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What one channel brought of one change. */
interface Brought {
  offset: number;
  event: string;
  jws: string;
}

async function fromFeed(stream: string, token: string): Promise<Brought[]> {
  const { status, body } = await publisher.get(`/v1/streams/${stream}/events`, token);
  expect(status).toBe(200);
  return body['data'] as Brought[];
}

async function fromTopic(topic: string, count: number): Promise<Brought[]> {
  const { kafkaBrokers: brokers } = publisher.service.config;
  const kafka = new Kafka({ clientId: 'partner', brokers, logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `partner-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const read: Brought[] = [];
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message: { value, headers } }) => {
        read.push({
          offset: Number(String(headers?.['yichu-offset'])),
          event: String(value),
          jws: String(headers?.['yichu-event-jws']),
        });
        if (read.length === count) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return read;
}

describe('one change on all four channels', () => {
  it('given a subscriber that has all of them, then each carries the same bytes, signature and offsets', async () => {
    const { id, token, platform } = await aToldPlatform(publisher);
    const path = `/v1/subscribers/${id}/streams`;
    const feed = await publisher.open(id);
    const { body: kafka } = await publisher.post(path, { channel: 'kafka' });
    const taker = await SnapshotTaker.open(publisher, { id, token });
    const [listed, gone] = [aListing(), aListing()];
    const changes = [listed.published(), gone.published(), gone.removed()];
    for (const change of changes) await publisher.takeIn(change);
    await pushAll(publisher);

    const pushed = platform.arrivals.map(({ body, headers, claims }) => ({
      offset: claims['offset'] as number,
      event: body.toString(),
      jws: String(headers['yichu-event-jws']),
    }));
    // Listings do not wait for each other: only versions of one have an order on the wire.
    const byOffset = (brought: Brought[]) => brought.sort((a, b) => a.offset - b.offset);
    const read = await fromFeed(feed['id'] as string, token);
    expect(read.map(({ event }) => event)).toEqual(changes.map((each) => JSON.stringify(each)));
    expect(read.map(({ offset }) => offset)).toEqual([1, 2, 3]);
    expect(byOffset(pushed)).toEqual(read);
    expect(byOffset(await fromTopic(kafka['topic'] as string, 3))).toEqual(read);
    const trusted = publisher.service.get(TrustedKeys);
    for (const { event, jws } of read) {
      expect(await verifyDetached(Buffer.from(event), jws, trusted)).toMatchObject({
        owner: 'registry',
      });
    }

    // The list says what the changes come to, and where they go on; who was listed once is not in it.
    const manifest = await taker.manifest();
    await taker.fetchFull(manifest);
    expect([...taker.list.keys()]).toEqual([listed.id]);
    expect(taker.read.join()).not.toContain(gone.id);
    expect(manifest.cursor).toBe('1.3');
    await publisher.takeIn(listed.corrected());
    const { body: rest } = await publisher.get(
      `/v1/streams/${feed['id'] as string}/events?after=${manifest.cursor}`,
      token,
    );
    expect((rest['data'] as Brought[]).map(({ offset }) => offset)).toEqual([4]);
    await platform.stop();
  });
});

import { FixedClock } from '#testing';
import { ReplayRunner } from '../src/replays/replay-runner.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, publishListings, pushAll, type Told } from './told-platform.js';

const MINUTE = 60_000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let told: Told;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
beforeEach(async () => {
  told = await aToldPlatform(publisher);
});
afterEach(async () => {
  await publisher.setStatus(told.streamId, 'disabled');
  await told.platform.stop();
});
afterAll(() => publisher.stop());

async function replay(asked: object): Promise<string> {
  const { status, body } = await publisher.post('/v1/replays', asked);
  expect(status).toBe(201);
  return (body as { id: string }).id;
}

/** Chooses, pushes and counts until nothing more can be done now. */
async function goOn(): Promise<void> {
  const runner = publisher.service.get(ReplayRunner);
  await runner.drain();
  await pushAll(publisher);
  await runner.drain();
}

async function progressOf(id: string): Promise<Record<string, unknown>> {
  const { status, body } = await publisher.get(`/v1/replays/${id}`);
  expect(status).toBe(200);
  return (body as { progress: Record<string, unknown> }).progress;
}

async function skippedOf(id: string) {
  const { body } = await publisher.get(`/v1/replays/${id}/skipped`);
  return (body as { data: Record<string, unknown>[] }).data;
}

describe('a replay', () => {
  it('given a subscriber, then the newest version of each listing arrives again, and the older ones are named', async () => {
    const { platform, id } = told;
    const [one, other] = [aListing(), aListing()];
    await publisher.takeIn(one.published());
    await publisher.takeIn(one.removed());
    await publisher.takeIn(other.published());
    await pushAll(publisher);
    const before = platform.arrivals.length;
    const replayId = await replay({ subscriber: id });
    await goOn();
    const again = platform.arrivals.slice(before);
    expect(new Set(again.map(({ listing, version }) => `${listing} ${version}`))).toEqual(
      new Set([`${one.id} 2`, `${other.id} 1`]),
    );
    expect(await progressOf(replayId)).toEqual({
      ...{ selected: 3, skipped: 1, queued: 2, sent: 2, delivered: 2, failed: 0 },
      ...{ overtaken: 0, done: true },
    });
    expect(await skippedOf(replayId)).toMatchObject([
      { listing: one.id, version: 1, reason: 'superseded', supersededBy: 2 },
    ]);
    expect(platform.versionsOf(one.id, id)).toEqual([1, 2, 2]);
  });

  it('given a listing, then everybody who was told of it is told again, and of nothing else', async () => {
    const other = await aToldPlatform(publisher);
    const [listing] = await publishListings(publisher, 3);
    await pushAll(publisher);
    await replay({ listing: listing?.id });
    await goOn();
    for (const { platform, id } of [told, other]) {
      expect(platform.versionsOf(listing?.id ?? '', id)).toEqual([1, 1]);
      expect(platform.arrivals).toHaveLength(4);
    }
    await publisher.setStatus(other.streamId, 'disabled');
    await other.platform.stop();
  });

  it('given a time range and a state, then only what was taken in then, and is in it', async () => {
    const { platform, id } = told;
    await publishListings(publisher, 1);
    clock.advance(MINUTE);
    const from = clock.now().toISOString();
    const [inside, claimed] = await publishListings(publisher, 2);
    clock.advance(MINUTE);
    const to = clock.now().toISOString();
    await publishListings(publisher, 1);
    await pushAll(publisher);
    const eventId = platform.arrivals.find(({ listing }) => listing === claimed?.id)?.eventId;
    await publisher.post('/v1/receipts', { receipts: [{ eventId, stage: 'applied' }] }, told.token);
    const before = platform.arrivals.length;
    const replayId = await replay({ subscriber: id, from, to, state: 'delivered' });
    await goOn();
    expect(platform.arrivals.slice(before).map(({ listing }) => listing)).toEqual([inside?.id]);
    expect(await progressOf(replayId)).toMatchObject({ selected: 1, delivered: 1, done: true });
  });

  it('given a time range alone, or a state alone, then whoever it concerns is told again', async () => {
    const other = await aToldPlatform(publisher);
    await publishListings(publisher, 1);
    clock.advance(MINUTE);
    const from = clock.now().toISOString();
    const [inside] = await publishListings(publisher, 1);
    await pushAll(publisher);
    const before = [told, other].map(({ platform }) => platform.arrivals.length);
    const replayId = await replay({ from });
    await goOn();
    for (const [index, { platform }] of [told, other].entries()) {
      const again = platform.arrivals.slice(before[index]);
      expect(again.map(({ listing }) => listing)).toEqual([inside?.id]);
    }
    expect(await progressOf(replayId)).toMatchObject({ delivered: 2, failed: 0 });

    told.platform.answer = () => ({ status: 422 });
    const [refused] = await publishListings(publisher, 1);
    await pushAll(publisher);
    told.platform.answer = () => ({ status: 204 });
    await replay({ state: 'nacked' });
    await goOn();
    expect(told.platform.versionsOf(refused!.id, told.id)).toEqual([1, 1]);
    expect(other.platform.versionsOf(refused!.id, other.id)).toEqual([1]);
    await publisher.setStatus(other.streamId, 'disabled');
    await other.platform.stop();
  });

  it('given more than one chunk, then it is chosen in several, and a restart in between loses and repeats nothing', async () => {
    const { platform, id } = told;
    await publishListings(publisher, 510);
    await pushAll(publisher);
    const replayId = await replay({ subscriber: id });
    await publisher.service.restart();
    await goOn();
    expect(await progressOf(replayId)).toMatchObject({
      ...{ selected: 510, skipped: 0, queued: 510, delivered: 510, done: true },
    });
    const times = new Map<string, number>();
    for (const { eventId } of platform.arrivals) times.set(eventId, (times.get(eventId) ?? 0) + 1);
    expect(new Set(times.values())).toEqual(new Set([2]));
  });

  it('given a paused stream, then it is queued and held, and a newer version takes its place', async () => {
    const { platform, streamId } = told;
    const [held, overtaken] = await publishListings(publisher, 2);
    await pushAll(publisher);
    await publisher.setStatus(streamId, 'paused');
    const replayId = await replay({ stream: streamId });
    await goOn();
    expect(platform.arrivals).toHaveLength(2);
    expect(await progressOf(replayId)).toMatchObject({ queued: 2, sent: 0, done: false });
    await publisher.takeIn(overtaken!.removed());
    await publisher.setStatus(streamId, 'enabled');
    await goOn();
    expect(platform.versionsOf(held!.id, told.id)).toEqual([1, 1]);
    expect(platform.versionsOf(overtaken!.id, told.id)).toEqual([1, 2]);
    expect(await progressOf(replayId)).toMatchObject({ delivered: 1, overtaken: 1, done: true });
  });

  it('given a receiver that fails, then it counts as failed until it is delivered after all', async () => {
    const { platform, id } = told;
    await publishListings(publisher, 1);
    await pushAll(publisher);
    platform.answer = () => ({ status: 500 });
    const replayId = await replay({ subscriber: id });
    await goOn();
    expect(await progressOf(replayId)).toMatchObject({
      sent: 1,
      failed: 1,
      delivered: 0,
      done: false,
    });
    platform.answer = () => ({ status: 204 });
    clock.advance(MINUTE);
    await goOn();
    expect(await progressOf(replayId)).toMatchObject({
      sent: 1,
      failed: 0,
      delivered: 1,
      done: true,
    });
  });

  it('given pushes that are still to come, then they are not overtaken, and count when they arrive', async () => {
    const { platform, id, streamId } = told;
    await publisher.setStatus(streamId, 'paused');
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    const replayId = await replay({ subscriber: id });
    await goOn();
    expect(await progressOf(replayId)).toMatchObject({ selected: 2, queued: 1, done: false });
    await publisher.setStatus(streamId, 'enabled');
    await goOn();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2]);
    expect(await progressOf(replayId)).toMatchObject({ delivered: 1, done: true });
  });

  it('given a cancel, then what was not pushed yet is taken back, and obligations stay as they are', async () => {
    const { platform, id, streamId } = told;
    await publishListings(publisher, 3);
    await pushAll(publisher);
    await publisher.setStatus(streamId, 'paused');
    const replayId = await replay({ subscriber: id });
    await goOn();
    expect((await publisher.post(`/v1/replays/${replayId}/cancel`, {})).status).toBe(200);
    await goOn();
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(3);
    const { body } = await publisher.get(`/v1/replays/${replayId}`);
    expect(body).toMatchObject({ status: 'cancelled', progress: { done: true, delivered: 0 } });
    expect((await publisher.post(`/v1/replays/${replayId}/cancel`, {})).status).toBe(409);
  });

  it.each([
    [{}, 'subscriber'],
    [{ subscriber: 'sub_01J00000000000000000000000' }, 'subscriber'],
    [{ stream: 'str_01J00000000000000000000000' }, 'stream'],
    [{ listing: 'lst_01J00000000000000000000000' }, 'listing'],
    [
      {
        listing: 'lst_01J00000000000000000000000',
        from: '2026-03-02T00:00:00Z',
        to: '2026-03-01T00:00:00Z',
      },
      'to',
    ],
  ])('given %j, then it is refused by its field %s', async (asked, field) => {
    const { status, body } = await publisher.post('/v1/replays', asked);
    expect(status).toBe(422);
    expect(body['errors']).toMatchObject([{ field }]);
  });

  it('given a subscriber’s token, then it is refused', async () => {
    expect((await publisher.post('/v1/replays', { subscriber: told.id }, told.token)).status).toBe(
      403,
    );
  });
});

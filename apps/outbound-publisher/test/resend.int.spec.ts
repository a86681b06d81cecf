import { FixedClock } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, pushAll, type Told } from './told-platform.js';

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

async function obligationsOf(listing: string) {
  return publisher.obligations(`?listing=${listing}&subscriber=${told.id}`);
}

function resend(obligation: unknown, token?: string, body: object = {}) {
  return publisher.post(`/v1/obligations/${String(obligation)}/resend`, body, token);
}

describe('a resend', () => {
  it('given a delivered change, then it arrives once more: a new delivery id, the same event id', async () => {
    const { platform, streamId } = told;
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    const [obligation] = await obligationsOf(listing.id);
    expect(await resend(obligation?.['id'])).toEqual({
      status: 200,
      body: {
        id: obligation?.['id'] as unknown,
        eventId: obligation?.['eventId'] as unknown,
        streams: [{ stream: streamId, standing: 'queued' }],
      },
    });
    await pushAll(publisher);
    const [first, second, ...more] = platform.arrivals;
    expect(more).toEqual([]);
    expect(second?.eventId).toBe(first?.eventId);
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(second?.claims['jti']).not.toBe(first?.claims['jti']);
    expect((await obligationsOf(listing.id))[0]).toMatchObject({ state: 'delivered' });
    const ledger = await publisher.rows(
      `SELECT actor FROM ledger WHERE action = 'obligation.resent' AND subject = $1`,
      [listing.id],
    );
    expect(ledger).toHaveLength(1);
  });

  it('given one that waits already, then there is no second', async () => {
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.setStatus(told.streamId, 'paused');
    const [obligation] = await obligationsOf(listing.id);
    const standings: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const { body } = await resend(obligation?.['id']);
      standings.push((body as { streams: { standing: string }[] }).streams[0]?.standing);
    }
    expect(standings).toEqual(['queued', 'waiting', 'waiting']);
    await pushAll(publisher);
    expect(told.platform.arrivals).toHaveLength(1);
    await publisher.setStatus(told.streamId, 'enabled');
    await pushAll(publisher);
    expect(told.platform.arrivals).toHaveLength(2);
  });

  it('given a push that failed and waits for its next try, then it is tried now', async () => {
    const { platform } = told;
    platform.answer = () => ({ status: 500 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    platform.answer = () => ({ status: 204 });
    const [obligation] = await obligationsOf(listing.id);
    await resend(obligation?.['id']);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(2);
    expect((await obligationsOf(listing.id))[0]).toMatchObject({ state: 'delivered' });
  });

  it('given a refused change, then a resend offers it at once instead of half a day later', async () => {
    const { platform } = told;
    platform.answer = () => ({ status: 422 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    expect((await obligationsOf(listing.id))[0]).toMatchObject({ state: 'nacked' });
    platform.answer = () => ({ status: 204 });
    await resend((await obligationsOf(listing.id))[0]?.['id']);
    await pushAll(publisher);
    expect((await obligationsOf(listing.id))[0]).toMatchObject({ state: 'delivered' });
  });

  it('given an older version, then it is refused and the newer one is named', async () => {
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    const [older, newer] = await obligationsOf(listing.id);
    const answer = await resend(older?.['id']);
    expect(answer.status).toBe(409);
    expect(answer.body['newer']).toEqual({
      ...{ id: newer?.['id'] as unknown, version: 2 },
      eventId: newer?.['eventId'] as unknown,
    });
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1, 2]);
  });

  it('given a push that is still to come, then it is not overtaken', async () => {
    const { platform, streamId } = told;
    await publisher.setStatus(streamId, 'paused');
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    const newest = (await obligationsOf(listing.id))[1];
    expect((await resend(newest?.['id'])).body).toMatchObject({
      streams: [{ standing: 'coming' }],
    });
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    expect(platform.versionsOf(listing.id, told.id)).toEqual([1, 2]);
  });

  it('given a newer version that comes while it waits, then it is not sent any more', async () => {
    const { platform, streamId } = told;
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.setStatus(streamId, 'paused');
    await resend((await obligationsOf(listing.id))[0]?.['id']);
    await publisher.takeIn(listing.removed());
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    expect(platform.versionsOf(listing.id, told.id)).toEqual([1, 2]);
  });

  it('given a subscriber, then it may have its own sent again, and nobody else’s', async () => {
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    const [obligation] = await obligationsOf(listing.id);
    expect((await resend(obligation?.['id'], told.token)).status).toBe(200);
    const other = await publisher.enable();
    expect((await resend(obligation?.['id'], other.token)).status).toBe(403);
  });

  it('given a hundred that wait, then a subscriber is asked to let them arrive first', async () => {
    const { streamId, token, id } = told;
    const listings = Array.from({ length: 101 }, () => aListing());
    for (const listing of listings) await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.setStatus(streamId, 'paused');
    const all = await publisher.obligations(`?subscriber=${id}`);
    const statuses: number[] = [];
    for (const obligation of all) statuses.push((await resend(obligation['id'], token)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.at(-1)).toBe(429);
    expect((await resend(all.at(-1)?.['id'])).status).toBe(200);
  });

  it('given a stream that is not the subscriber’s, or a feed, then that is what is wrong', async () => {
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    const [obligation] = await obligationsOf(listing.id);
    const other = await publisher.enable();
    const rules: unknown[] = [];
    for (const subscriber of [other.id, told.id]) {
      const feed = await publisher.open(subscriber);
      const body = { stream: feed['id'] as string };
      const answer = await resend(obligation?.['id'], undefined, body);
      const [error] = answer.body['errors'] as { rule: string }[];
      rules.push([answer.status, error?.rule]);
    }
    expect(rules).toEqual([
      [422, 'UNKNOWN_STREAM'],
      [422, 'NOT_PUSHED_TO'],
    ]);
  });

  it('given no stream that pushes, then it says so', async () => {
    const { id } = await publisher.enable();
    await publisher.open(id);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const [obligation] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    const answer = await resend(obligation?.['id']);
    expect([answer.status, answer.body['type']]).toEqual([409, 'urn:yichu:problem:no-push-stream']);
  });
});

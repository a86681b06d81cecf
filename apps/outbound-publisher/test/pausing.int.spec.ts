import { eventually, FixedClock } from '#testing';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, publishListings, pushAll, type Told } from './told-platform.js';

const HOUR = 3_600_000;
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

async function standing(): Promise<Record<string, unknown>> {
  const { body } = await publisher.get(`/v1/streams/${told.streamId}`, told.token);
  return (body as { push: Record<string, unknown> }).push;
}

/** From the table: asking the address as often as a test does is refused. */
async function settled(streamId: string): Promise<number> {
  const [row] = await publisher.rows(
    'SELECT settled_offset FROM push_progress WHERE stream_id = $1',
    [streamId],
  );
  return Number(row?.['settled_offset']);
}

describe('a paused stream', () => {
  it('given changes while it is paused, then it holds them all, and pushes them in order when it resumes', async () => {
    const { platform, streamId, id } = told;
    await publisher.setStatus(streamId, 'paused');
    const listings = await publishListings(publisher, 5);
    for (const listing of listings) await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(0);
    expect(await standing()).toMatchObject({ settledOffset: 0, lag: 10 });
    const states = (await publisher.obligations(`?subscriber=${id}`)).map(
      ({ flags }) => flags as unknown,
    );
    expect(states).toHaveLength(10);
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    for (const listing of listings) expect(platform.versionsOf(listing.id, id)).toEqual([1, 2]);
    // Where it is settled is written down once a second.
    await eventually(async () => (await settled(streamId)) === 10);
    expect(await standing()).toMatchObject({ settledOffset: 10, lag: 0 });
  });

  it('given a status that was answered, then no push starts after it', async () => {
    const { platform, streamId } = told;
    await publishListings(publisher, 1);
    await pushAll(publisher);
    // The engine has the stream in memory, and is not asked to look at it again.
    await publisher.setStatus(streamId, 'paused');
    await publishListings(publisher, 20);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(1);
  });

  it('given a push under way, then it ends and is recorded, and nothing follows it', async () => {
    const { platform, streamId, id } = told;
    let answer: () => void = () => undefined;
    platform.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve({ status: 204 });
      });
    const [listing] = await publishListings(publisher, 1);
    await eventually(() => platform.arrivals.length === 1);
    await publisher.setStatus(streamId, 'paused');
    await publisher.takeIn(listing!.removed());
    answer();
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(1);
    const found = await publisher.obligations(`?subscriber=${id}`);
    expect(found.map(({ deliveredAt }) => deliveredAt !== null)).toEqual([true, false]);
  });

  it('given pushes that had failed, then resuming makes them due at once', async () => {
    const { platform, streamId } = told;
    platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 1);
    for (let attempt = 0; attempt < 6; attempt++) {
      await pushAll(publisher);
      clock.advance(HOUR);
    }
    await pushAll(publisher);
    const tried = platform.arrivals.length;
    expect(await standing()).toMatchObject({
      waiting: { retry: 1 },
      lastFailure: { outcome: 'status', httpStatus: 500 },
    });
    await publisher.setStatus(streamId, 'paused');
    platform.answer = () => ({ status: 204 });
    clock.advance(48 * HOUR);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(tried);
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(tried + 1);
    expect(await standing()).toMatchObject({ waiting: { retry: 0 }, lastFailure: null });
  });

  it('given a pause, then it is in the ledger, and operations find the stream among the exceptions', async () => {
    const { streamId } = told;
    await publisher.setStatus(streamId, 'paused');
    const ledger = await publisher.rows(
      `SELECT action FROM ledger WHERE subject = $1 AND action LIKE 'stream.%' ORDER BY seq`,
      [streamId],
    );
    expect(ledger.at(-1)).toEqual({ action: 'stream.paused' });
    const { body } = await publisher.get('/v1/exceptions/streams');
    expect(body['data']).toContainEqual(
      expect.objectContaining({ id: streamId, status: 'paused', reasons: ['paused'] }),
    );
    expect((await publisher.get('/v1/exceptions/streams', told.token)).status).toBe(403);
  });
});

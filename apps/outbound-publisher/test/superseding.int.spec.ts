import { eventually, FixedClock } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, pushAll, type Told } from './told-platform.js';

const SECOND = 1000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let told: Told;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
afterEach(async () => {
  await publisher.setStatus(told.streamId, 'disabled');
  await told.platform.stop();
});
afterAll(() => publisher.stop());

async function historyOf(listing: string) {
  const found = await publisher.obligations(`?listing=${listing}&subscriber=${told.id}`);
  return found.map(({ version, state, supersededBy }) => ({ version, state, supersededBy }));
}

describe('a subscriber that is sent the whole history', () => {
  it('given a version that was never delivered, then it still goes out first, and says by which it is superseded', async () => {
    told = await aToldPlatform(publisher);
    told.platform.answer = () => ({ status: 500 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.takeIn(listing.removed());
    await publisher.takeIn(listing.restored());
    await pushAll(publisher);
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1]);
    told.platform.answer = () => ({ status: 204 });
    clock.advance(10 * SECOND);
    await pushAll(publisher);
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1, 1, 2, 3]);
    expect(await historyOf(listing.id)).toEqual([
      { version: 1, state: 'superseded', supersededBy: 3 },
      { version: 2, state: 'superseded', supersededBy: 3 },
      { version: 3, state: 'delivered', supersededBy: null },
    ]);
  });

  it('given a refused version, then a newer one is not held back by it', async () => {
    told = await aToldPlatform(publisher);
    told.platform.answer = ({ version }) => ({ status: version === 1 ? 422 : 204 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1, 2]);
    expect(await historyOf(listing.id)).toEqual([
      { version: 1, state: 'superseded', supersededBy: 2 },
      { version: 2, state: 'delivered', supersededBy: null },
    ]);
    clock.advance(24 * 3600 * SECOND);
    await pushAll(publisher);
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1, 2]);
  });
});

describe('a subscriber whose contract says stateTransfer', () => {
  it('given versions that waited for its stream, then only the newest is sent', async () => {
    told = await aToldPlatform(publisher, { stateTransfer: true });
    await publisher.setStatus(told.streamId, 'paused');
    const [listing, other] = [aListing(), aListing()];
    await publisher.takeIn(listing.published());
    await publisher.takeIn(other.published());
    await publisher.takeIn(listing.removed());
    await publisher.takeIn(listing.restored());
    await publisher.setStatus(told.streamId, 'enabled');
    await pushAll(publisher);
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([3]);
    expect(told.platform.versionsOf(other.id, told.id)).toEqual([1]);
    expect(await historyOf(listing.id)).toEqual([
      { version: 1, state: 'superseded', supersededBy: 3 },
      { version: 2, state: 'superseded', supersededBy: 3 },
      { version: 3, state: 'delivered', supersededBy: null },
    ]);
  });

  it('given a version that failed and waits for its next try, then the newest takes its place at once', async () => {
    told = await aToldPlatform(publisher, { stateTransfer: true });
    told.platform.answer = ({ version }) => ({ status: version === 1 ? 500 : 204 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    clock.advance(24 * 3600 * SECOND);
    await pushAll(publisher);
    const versions = told.platform.versionsOf(listing.id, told.id);
    expect(versions.at(-1)).toBe(2);
    expect(versions).toEqual([...versions].sort());
    expect(await historyOf(listing.id)).toEqual([
      { version: 1, state: 'superseded', supersededBy: 2 },
      { version: 2, state: 'delivered', supersededBy: null },
    ]);
  });

  it('given obligations that were passed over, then none of them is left waiting', async () => {
    told = await aToldPlatform(publisher, { stateTransfer: true });
    told.platform.answer = () => ({ status: 500 });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await pushAll(publisher);
    await publisher.takeIn(listing.removed());
    told.platform.answer = () => ({ status: 204 });
    clock.advance(60 * SECOND);
    await pushAll(publisher);
    const standing = async () =>
      (await publisher.get(`/v1/streams/${told.streamId}`)).body['push'] as Record<string, unknown>;
    // Where it is settled is written down once a second.
    await eventually(
      async () =>
        Number(
          (
            await publisher.rows('SELECT settled_offset FROM push_progress WHERE stream_id = $1', [
              told.streamId,
            ])
          )[0]?.['settled_offset'],
        ) === 2,
    );
    expect(await standing()).toMatchObject({
      ...{ settledOffset: 2, lag: 0 },
      waiting: { retry: 0, nacked: 0, again: 0, behind: 0 },
    });
  });
});

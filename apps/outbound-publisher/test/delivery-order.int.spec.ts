import { FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { pushesOf } from './pushes.js';
import { TestPlatform } from './test-platform.js';

const HOUR = 3_600_000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let platform: TestPlatform;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
  platform = await new TestPlatform().start();
});
beforeEach(() => {
  platform.answer = () => ({ status: 204 });
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

const engine = (): DeliveryEngine => publisher.service.get(DeliveryEngine);

let previous: string | undefined;

/** The only one whose stream is enabled; those of earlier tests would mix in. */
async function aSubscriber(contract = {}) {
  if (previous) await publisher.setStatus(previous, 'disabled');
  const opened = await openStream(contract);
  previous = opened.streamId;
  return opened;
}

async function openStream(contract: object) {
  const { id } = await publisher.enable(contract);
  const { id: streamId } = (await publisher.open(id, platform.webhook)) as { id: string };
  return { id, streamId };
}

async function deliveryStates(listing: string, streamId: string): Promise<string[]> {
  const pushes = await pushesOf(publisher, streamId, listing);
  return pushes.map(({ version, state }) => `v${version} ${state}`);
}

describe('order of deliveries', () => {
  it('given a REMOVE overtaken by a RESTORE while the stream is paused, then it ends restored', async () => {
    const { id, streamId } = await aSubscriber();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await engine().drain();
    await publisher.setStatus(streamId, 'paused');
    await publisher.takeIn(listing.removed());
    await publisher.takeIn(listing.restored());
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1]);

    await publisher.setStatus(streamId, 'enabled');
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2, 3]);
    const found = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    expect(found.map(({ state, supersededBy }) => [state, supersededBy])).toEqual([
      ['superseded', 3],
      ['superseded', 3],
      ['delivered', null],
    ]);
    expect(found.every(({ deliveredAt }) => deliveredAt !== null)).toBe(true);
  });

  it('given an older version that still waits for its retry, then the newer one waits behind it', async () => {
    const { id, streamId } = await aSubscriber();
    const listing = aListing();
    platform.answer = () => ({ status: 500 });
    await publisher.takeIn(listing.published());
    await engine().drain();
    platform.answer = () => ({ status: 204 });
    await publisher.takeIn(listing.removed());
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1]);
    clock.advance(7_000);
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 1, 2]);
    expect(await deliveryStates(listing.id, streamId)).toEqual(['v1 delivered', 'v2 delivered']);
  });

  it('given an older version that was refused, then it is passed over and never sent again', async () => {
    const { id, streamId } = await aSubscriber();
    const listing = aListing();
    platform.answer = ({ version }) => ({ status: version === 1 ? 422 : 204 });
    await publisher.takeIn(listing.published());
    await engine().drain();
    expect(await deliveryStates(listing.id, streamId)).toEqual(['v1 nacked']);
    await publisher.takeIn(listing.removed());
    clock.advance(48 * HOUR);
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2]);
    expect(await deliveryStates(listing.id, streamId)).toEqual(['v1 passed_over', 'v2 delivered']);
  });

  it('given a refusal that arrives after a newer version was taken in, then it is passed over too', async () => {
    const { id, streamId } = await aSubscriber();
    const listing = aListing();
    platform.answer = async ({ version }) => {
      if (version !== 1) return { status: 204 };
      await publisher.takeIn(listing.removed());
      return { status: 400 };
    };
    await publisher.takeIn(listing.published());
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2]);
    expect(await deliveryStates(listing.id, streamId)).toEqual(['v1 passed_over', 'v2 delivered']);
  });

  it.each([
    ['taken', 204, 'v1 delivered', true],
    ['refused again', 422, 'v1 passed_over', false],
    ['failing', 500, 'v1 passed_over', false],
  ])(
    'given a refused version that is under way again when a newer one is taken in, and then is %s, then that counts',
    async (_what, status, end, isDelivered) => {
      const { id, streamId } = await aSubscriber();
      const listing = aListing();
      platform.answer = () => ({ status: 422 });
      await publisher.takeIn(listing.published());
      await engine().drain();
      platform.answer = async ({ version }) => {
        if (version !== 1) return { status: 204 };
        await publisher.takeIn(listing.removed());
        return { status };
      };
      clock.advance(15 * HOUR);
      await engine().drain();
      expect(platform.versionsOf(listing.id, id)).toEqual([1, 1, 2]);
      expect(await deliveryStates(listing.id, streamId)).toEqual([end, 'v2 delivered']);
      const [first] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
      expect(first?.deliveredAt !== null).toBe(isDelivered);
    },
  );

  it('given a refused newest version, then it is offered again in the slow lane', async () => {
    const { id, streamId } = await aSubscriber();
    const listing = aListing();
    platform.answer = () => ({ status: 200, headers: { 'webhook-delivery': 'disable' } });
    await publisher.takeIn(listing.published());
    await engine().drain();
    const [refused] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    expect(refused).toMatchObject({ state: 'nacked', deliveredAt: null });
    clock.advance(9 * HOUR);
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1]);
    platform.answer = () => ({ status: 200 });
    clock.advance(6 * HOUR);
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 1]);
    expect(await deliveryStates(listing.id, streamId)).toEqual(['v1 delivered']);
  });

  it('given state transfer, then stale versions that were never sent are left out', async () => {
    const { id, streamId } = await aSubscriber({ stateTransfer: true });
    const listing = aListing();
    await publisher.setStatus(streamId, 'paused');
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.shielded());
    await publisher.takeIn(listing.restored());
    await publisher.setStatus(streamId, 'enabled');
    await engine().drain();
    expect(platform.versionsOf(listing.id, id)).toEqual([3]);
  });
});

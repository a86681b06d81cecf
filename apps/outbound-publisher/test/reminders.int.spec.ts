import { FixedClock } from '#testing';
import { ReminderSweep } from '../src/deadlines/reminder-sweep.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, pushAll, type Told } from './told-platform.js';

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

async function remind(): Promise<void> {
  await publisher.service.get(ReminderSweep).drain();
  await pushAll(publisher);
}

async function delivered() {
  const listing = aListing();
  await publisher.takeIn(listing.published());
  await pushAll(publisher);
  const [obligation] = await publisher.obligations(`?listing=${listing.id}&subscriber=${told.id}`);
  const start = clock.now().getTime();
  const end = new Date(String(obligation?.['applyBy'])).getTime();
  return {
    listing,
    eventId: String(obligation?.['eventId']),
    at: (percent: number) =>
      clock.set(new Date(Math.ceil(start + ((end - start) * percent) / 100))),
    now: async () =>
      (await publisher.obligations(`?listing=${listing.id}&subscriber=${told.id}`))[0],
  };
}

describe('a delivery that nobody answers', () => {
  it('given half of its time gone, then it is pushed again at 50, 70, 90 and 100 %, and then it is for people', async () => {
    told = await aToldPlatform(publisher);
    const { eventId, at, now } = await delivered();
    const arrived = () => told.platform.arrivals.filter((each) => each.eventId === eventId).length;
    const arrivals: number[] = [];
    for (const percent of [49, 50, 60, 70, 90, 99, 100.01, 150]) {
      at(percent);
      await remind();
      arrivals.push(arrived());
    }
    expect(arrivals).toEqual([1, 2, 2, 3, 4, 4, 5, 5]);
    expect(await now()).toMatchObject({ state: 'delivered', flags: ['escalated'] });
    expect(new Set(told.platform.arrivals.map(({ claims }) => claims['jti'])).size).toBe(5);
    const ledger = await publisher.rows(
      `SELECT action, detail ->> 'percent' AS percent FROM ledger
       WHERE action IN ('obligation.reminded', 'obligation.escalated') ORDER BY seq`,
    );
    expect(ledger).toEqual([
      { action: 'obligation.reminded', percent: '50' },
      { action: 'obligation.reminded', percent: '70' },
      { action: 'obligation.reminded', percent: '90' },
      { action: 'obligation.escalated', percent: '100' },
    ]);
  });

  it('given a claim, then it is left alone', async () => {
    told = await aToldPlatform(publisher);
    const { eventId, at, now } = await delivered();
    await publisher.post('/v1/receipts', { receipts: [{ eventId, stage: 'applied' }] }, told.token);
    at(200);
    await remind();
    expect(told.platform.arrivals).toHaveLength(1);
    expect((await now())?.['flags']).toEqual([]);
  });

  it('given a newer version, then only that one is said again', async () => {
    told = await aToldPlatform(publisher);
    const { listing, at } = await delivered();
    await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    at(60);
    await remind();
    expect(told.platform.versionsOf(listing.id, told.id)).toEqual([1, 2, 2]);
  });

  it('given a subscriber that consented to no look, then it is not reminded, but it is shown to people', async () => {
    told = await aToldPlatform(publisher, { probe: { consent: false, settleSeconds: 1 } });
    const { at, now } = await delivered();
    at(101);
    await remind();
    expect(told.platform.arrivals).toHaveLength(1);
    expect((await now())?.['flags']).toEqual(['escalated']);
  });

  it('given a paused stream, then nothing is queued up for it', async () => {
    told = await aToldPlatform(publisher);
    const { at } = await delivered();
    await publisher.setStatus(told.streamId, 'paused');
    for (const percent of [50, 70, 90]) {
      at(percent);
      await remind();
    }
    await publisher.setStatus(told.streamId, 'enabled');
    await pushAll(publisher);
    expect(told.platform.arrivals).toHaveLength(1);
  });
});

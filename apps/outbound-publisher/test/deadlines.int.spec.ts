import { FixedClock } from '#testing';
import { deadlineFor } from '../src/deadlines/deadline-for.js';
import { OverdueSweep } from '../src/deadlines/overdue-sweep.js';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const clock = new FixedClock(new Date('2026-02-13T08:00:00Z'));
let publisher: PublisherUnderTest;
let platform: TestPlatform;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
  platform = await new TestPlatform().start();
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

async function overdueEvents(listing: string): Promise<number> {
  const rows = await publisher.rows(
    `SELECT convert_from(payload, 'UTF8')::jsonb ->> 'type' AS type FROM outbox WHERE aggregateid = $1`,
    [listing],
  );
  return rows.filter(({ type }) => type === 'obligation.overdue.v1').length;
}

describe('deadlines', () => {
  it('count working days of the Chinese calendar, to the end of the last one in Shanghai', () => {
    // Spring Festival lies between: 2026-02-13 + 3 working days is 02-25.
    expect(deadlineFor({ deadline: { workingDays: 3 } }, clock.now())).toEqual({
      applyBy: new Date('2026-02-25T15:59:59.999Z'),
      provisional: false,
      legalBasis: 'SUBSCRIBER_CONTRACT',
      slaSource: 'CONTRACT',
    });
    expect(deadlineFor({}, clock.now())).toMatchObject({ slaSource: 'TARGET' });
    expect(deadlineFor({}, new Date('2026-12-31T01:00:00Z'))).toMatchObject({ provisional: true });
  });

  it('start with the first attempt, so that a dead platform is late too, once', async () => {
    platform.answer = () => ({ status: 500 });
    const { id } = await publisher.enable({ deadline: { workingDays: 3 } });
    await publisher.open(id, platform.webhook);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.service.get(DeliveryEngine).drain();
    const sweep = publisher.service.get(OverdueSweep);
    const found = async () =>
      (await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`))[0];
    expect(await found()).toMatchObject({
      state: 'expected',
      flags: [],
      applyBy: '2026-02-25T15:59:59.999Z',
    });

    clock.set(new Date('2026-02-25T15:59:59Z'));
    await sweep.drain();
    expect(await found()).toMatchObject({ flags: [] });
    clock.set(new Date('2026-02-25T16:00:00Z'));
    await sweep.drain();
    expect(await found()).toMatchObject({ state: 'expected', flags: ['overdue'] });
    await sweep.drain();
    expect(await overdueEvents(listing.id)).toBe(1);
  });

  it('do not start while nothing was made available, but then it is unreachable', async () => {
    const { id } = await publisher.enable();
    const { id: streamId } = (await publisher.open(id, platform.webhook)) as { id: string };
    await publisher.setStatus(streamId, 'paused');
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const sweep = publisher.service.get(OverdueSweep);
    const found = async () =>
      (await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`))[0];
    clock.set(new Date('2026-03-02T15:59:00Z'));
    await sweep.drain();
    expect(await found()).toMatchObject({ applyBy: null, flags: [] });
    clock.set(new Date('2026-03-02T16:00:00Z'));
    await sweep.drain();
    await sweep.drain();
    expect(await found()).toMatchObject({ applyBy: null, flags: ['unreachable'] });
    const rows = await publisher.rows(
      `SELECT action FROM ledger WHERE subject = $1
         AND action = 'obligation.unreachable' AND detail ->> 'subscriberId' = $2`,
      [listing.id, id],
    );
    expect(rows).toHaveLength(1);
  });
});

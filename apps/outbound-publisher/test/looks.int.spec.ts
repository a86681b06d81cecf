import { FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { LookScheduler } from '../src/looks/look-scheduler.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const SECOND = 1000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let platform: TestPlatform;
let subscriber: EnabledSubscriber;
/** What the platform shows; a reference that is not in here is not listed. */
let shown: Set<string>;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
beforeEach(async () => {
  platform = await new TestPlatform().start();
  shown = new Set();
  platform.lookup = (ref) => shown.has(ref);
  subscriber = await subscribe();
});
afterEach(async () => {
  await publisher.rows(`UPDATE stream SET status = 'disabled'`);
  await publisher.rows('UPDATE obligation SET next_look_at = NULL');
  await platform.stop();
});
afterAll(() => publisher.stop());

const looks = (): LookScheduler => publisher.service.get(LookScheduler);

async function subscribe(
  urlTemplate = platform.lookupTemplate,
  consent = true,
): Promise<EnabledSubscriber> {
  const enabled = await publisher.enable({
    lookup: { urlTemplate },
    probe: { consent, settleSeconds: 1 },
  });
  await publisher.open(enabled.id, platform.webhook);
  return enabled;
}

async function deliver(...changes: Parameters<PublisherUnderTest['takeIn']>[0][]): Promise<void> {
  for (const change of changes) await publisher.takeIn(change);
  await publisher.service.get(DeliveryEngine).drain();
}

async function claim(eventId: string, stage = 'applied', by = subscriber): Promise<void> {
  const { status } = await publisher.post(
    '/v1/receipts',
    { receipts: [{ eventId, stage }] },
    by.token,
  );
  expect(status).toBe(200);
}

async function lookAfter(seconds: number): Promise<void> {
  clock.advance(seconds * SECOND);
  await looks().drain();
}

async function obligationOf(listing: string, version: number, by = subscriber) {
  const found = await publisher.obligations(`?listing=${listing}&subscriber=${by.id}`);
  return found.find((each) => each['version'] === version);
}

/** A listing that this platform was told of, shows, and must go on showing. */
async function aControl(): Promise<string> {
  const control = aListing();
  await deliver(control.published());
  shown.add(control.id);
  return control.id;
}

describe('looks', () => {
  it('given a platform that does as asked, then the obligation is verified, and the court is told', async () => {
    const control = await aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    await claim(removed.id);
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'applied' });
    await lookAfter(1);
    const verified = await obligationOf(listing.id, 2);
    expect(verified).toMatchObject({
      state: 'verified',
      verifiedAt: clock.now().toISOString(),
      lastLook: { result: 'absent', reason: null },
    });
    const told = await publisher.rows(
      `SELECT convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
        WHERE aggregatetype = 'delivery-outcomes' AND aggregateid = $1 ORDER BY 1`,
      [listing.id],
    );
    expect(told.map(({ event }) => event as object)).toContainEqual(
      expect.objectContaining({
        type: 'obligation.verified.v1',
        data: expect.objectContaining({ obligationId: verified?.['id'], version: 2 }),
      }),
    );
    const [row] = await publisher.rows('SELECT * FROM look WHERE obligation_id = $1', [
      verified?.['id'],
    ]);
    expect(row).toMatchObject({ result: 'absent', counted: true, control });
  });

  it('given a platform that claims and keeps the record, then it is contradicted until the record is gone', async () => {
    await aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    shown.add(listing.id);
    await claim(removed.id);
    await lookAfter(1);
    expect(await obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      lastLook: { result: 'present' },
    });
    shown.delete(listing.id);
    await lookAfter(15);
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'verified', flags: [] });
    shown.add(listing.id);
    await lookAfter(15 * 60);
    expect(await obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      flags: ['resurrected'],
    });
  });

  it('given nothing else that the platform must show, then an absent record proves nothing', async () => {
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    await claim(removed.id);
    await lookAfter(1);
    expect(await obligationOf(listing.id, 2)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'NO_CONTROL' },
    });
    // As soon as there is one, the repeated look finds it.
    await aControl();
    await lookAfter(2);
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it('given a page that shows nothing at all, then the control catches it, after three tries', async () => {
    for (let i = 0; i < 4; i++) await aControl();
    shown.clear();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    await claim(removed.id);
    await lookAfter(1);
    expect(await obligationOf(listing.id, 2)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'CONTROL_FAILED' },
    });
    expect(platform.lookups).toHaveLength(1 + 3);
  });

  it('given one control that fails, then the next one is tried', async () => {
    await aControl();
    shown.delete(await aControl());
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    await claim(removed.id);
    await lookAfter(1);
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it.each(['captcha', 'down'] as const)(
    'given a page that answers with a %s, then it is unknown',
    async (answer) => {
      await aControl();
      platform.lookup = () => answer;
      const listing = aListing();
      const published = listing.published();
      const removed = listing.removed();
      await deliver(published, removed);
      await claim(removed.id);
      await lookAfter(1);
      expect(await obligationOf(listing.id, 2)).toMatchObject({
        state: 'applied',
        lastLook: { result: 'unknown' },
      });
    },
  );

  it('given a record that must show, then a page which shows anything proves nothing', async () => {
    platform.lookup = () => true;
    const listing = aListing();
    const published = listing.published();
    await deliver(published);
    await claim(published.id);
    await lookAfter(1);
    expect(await obligationOf(listing.id, 1)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'CONTROL_FAILED' },
    });
    platform.lookup = (ref) => ref === listing.id;
    await lookAfter(2);
    expect(await obligationOf(listing.id, 1)).toMatchObject({ state: 'verified' });
  });

  it('given a record that was seen before any claim, then nothing changes', async () => {
    await aControl();
    const listing = aListing();
    await deliver(listing.published(), listing.removed());
    const found = await obligationOf(listing.id, 2);
    await looks().lookNow(String(found?.['id']));
    expect(await obligationOf(listing.id, 2)).toMatchObject({
      state: 'delivered',
      lastLook: { result: 'absent' },
    });
  });

  it('given a newer version taken in while we look, then the look does not count', async () => {
    const listing = aListing();
    const published = listing.published();
    await deliver(published);
    await claim(published.id);
    let overtaken: Promise<unknown> | undefined;
    platform.lookup = async (ref) => {
      await (overtaken ??= publisher.takeIn(listing.removed()));
      return ref === listing.id;
    };
    await lookAfter(1);
    expect(await obligationOf(listing.id, 1)).toMatchObject({
      state: 'superseded',
      supersededBy: 2,
      verifiedAt: null,
      lastLook: { result: 'present', reason: 'STALE' },
    });
  });

  it('given a page that cannot tell two listings apart, then a present record is ambiguous', async () => {
    const byUnit = await subscribe(`${platform.url}/lookup?uscc={uscc}`);
    platform.lookup = (_, url) => url.searchParams.get('uscc') === '91340100TE5T000167';
    const one = aListing();
    const other = aListing();
    const published = one.published();
    const removed = one.removed();
    await deliver(other.published(), published, removed);
    await claim(removed.id, 'applied', byUnit);
    await lookAfter(1);
    expect(await obligationOf(one.id, 2, byUnit)).toMatchObject({
      state: 'ambiguous',
      lastLook: { result: 'ambiguous', reason: 'SEVERAL_FIT' },
    });
  });

  it('given no consent, then nobody looks, not even on demand', async () => {
    const private_ = await subscribe(platform.lookupTemplate, false);
    const listing = aListing();
    const published = listing.published();
    await deliver(published);
    await claim(published.id, 'applied', private_);
    const seen = platform.lookups.length;
    const found = await obligationOf(listing.id, 1, private_);
    await lookAfter(60);
    await looks().lookNow(String(found?.['id']));
    expect(await obligationOf(listing.id, 1, private_)).toMatchObject({
      state: 'applied',
      lastLook: null,
    });
    expect(platform.lookups.length).toBe(seen);
  });

  it('given not_held, then a clean look verifies it', async () => {
    await aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await deliver(published, removed);
    await claim(removed.id, 'not_held');
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'not_held' });
    await lookAfter(1);
    expect(await obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });
});

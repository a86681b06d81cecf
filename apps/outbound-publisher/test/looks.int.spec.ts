import { DataSource } from 'typeorm';
import { LookStore } from '../src/storage/look.store.js';
import { aListing } from './change-builder.js';
import { Looking } from './looking.js';

const looking = Looking.inThisFile();

describe('looks', () => {
  it('given a platform that does as asked, then the obligation is verified, and the court is told', async () => {
    const control = await looking.aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    await looking.claim(removed.id);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'applied' });
    await looking.lookAfter(1);
    const verified = await looking.obligationOf(listing.id, 2);
    expect(verified).toMatchObject({
      state: 'verified',
      verifiedAt: looking.clock.now().toISOString(),
      lastLook: { result: 'absent', reason: null },
    });
    const told = await looking.publisher.rows(
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
    const [row] = await looking.publisher.rows('SELECT * FROM look WHERE obligation_id = $1', [
      verified?.['id'],
    ]);
    expect(row).toMatchObject({ result: 'absent', counted: true, control });
  });

  it('given a contradicted claim that is made again, then it is looked at soon, and saying it more changes nothing', async () => {
    await looking.aControl();
    const listing = aListing();
    const [published, removed] = [listing.published(), listing.removed()];
    await looking.deliver(published, removed);
    looking.shown.add(listing.id);
    await looking.claim(removed.id);
    // Contradicted, and so often that the next look is minutes away.
    for (const seconds of [1, 15, 60]) await looking.lookAfter(seconds);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'contradicted' });
    looking.shown.delete(listing.id);
    const receipts = [{ eventId: removed.id, stage: 'applied' }];
    const say = async () => {
      const { token } = looking.subscriber;
      return (await looking.publisher.post('/v1/receipts', { receipts }, token)).body;
    };
    expect(await say()).toMatchObject({ results: [{ result: 'recorded' }] });
    expect(await say()).toMatchObject({ results: [{ result: 'duplicate' }] });
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it('given a platform that claims and keeps the record, then it is contradicted until the record is gone', async () => {
    await looking.aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    looking.shown.add(listing.id);
    await looking.claim(removed.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      lastLook: { result: 'present' },
    });
    looking.shown.delete(listing.id);
    await looking.lookAfter(15);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'verified',
      flags: [],
    });
    looking.shown.add(listing.id);
    await looking.lookAfter(15 * 60);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      flags: ['resurrected'],
    });
  });

  it('given a record that was seen before any claim, then nothing changes', async () => {
    await looking.aControl();
    const listing = aListing();
    await looking.deliver(listing.published(), listing.removed());
    const found = await looking.obligationOf(listing.id, 2);
    await looking.scheduler.lookNow(String(found?.['id']));
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'delivered',
      lastLook: { result: 'absent' },
    });
  });

  it('given a newer version taken in while we look, then the look does not count', async () => {
    const listing = aListing();
    const published = listing.published();
    await looking.deliver(published);
    await looking.claim(published.id);
    let overtaken: Promise<unknown> | undefined;
    looking.platform.lookup = async (ref) => {
      await (overtaken ??= looking.publisher.takeIn(listing.removed()));
      return ref === listing.id;
    };
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 1)).toMatchObject({
      state: 'superseded',
      supersededBy: 2,
      verifiedAt: null,
      lastLook: { result: 'present', reason: 'STALE' },
    });
  });

  it('given no consent, then nobody looks, not even on demand', async () => {
    const private_ = await looking.subscribe(looking.platform.lookupTemplate, false);
    const listing = aListing();
    const published = listing.published();
    await looking.deliver(published);
    await looking.claim(published.id, 'applied', private_);
    const seen = looking.platform.lookups.length;
    const found = await looking.obligationOf(listing.id, 1, private_);
    await looking.lookAfter(60);
    await looking.scheduler.lookNow(String(found?.['id']));
    expect(await looking.obligationOf(listing.id, 1, private_)).toMatchObject({
      state: 'applied',
      lastLook: null,
    });
    expect(looking.platform.lookups.length).toBe(seen);
  });

  it('given not_held, then a clean look verifies it', async () => {
    await looking.aControl();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    await looking.claim(removed.id, 'not_held');
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'not_held' });
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it('given no consent, then asking for a look is refused', async () => {
    const private_ = await looking.subscribe(looking.platform.lookupTemplate, false);
    const listing = aListing();
    await looking.deliver(listing.published());
    const found = await looking.obligationOf(listing.id, 1, private_);
    const path = (id: unknown) => `/v1/obligations/${String(id)}/look`;
    expect(await looking.publisher.post(path(found?.id), {})).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'NO_CONSENT' }] },
    });
    // Before a claim, operations may look all the same.
    const own = await looking.obligationOf(listing.id, 1);
    expect(await looking.publisher.post(path(own?.id), {})).toMatchObject({
      status: 200,
      body: { state: 'delivered', lastLook: { result: 'absent' } },
    });
  });

  it('given many looks due, then a subscriber has four at once, and a slow one a single one', async () => {
    const slow = await looking.subscribe();
    for (let i = 0; i < 6; i++) {
      const published = aListing().published();
      await looking.deliver(published);
      await looking.claim(published.id);
      await looking.claim(published.id, 'applied', slow);
    }
    looking.clock.advance(1000);
    const now = looking.clock.now();
    const claimed = await looking.publisher.service
      .get(LookStore)
      .claimDue(
        looking.publisher.service.get(DataSource).manager,
        { busy: [], slow: [slow.id], perSubscriber: 4, all: 32 },
        now,
        new Date(now.getTime() + 90_000),
      );
    const of = (id: string) => claimed.filter(({ subscriberId }) => subscriberId === id).length;
    expect([of(looking.subscriber.id), of(slow.id)]).toEqual([4, 1]);
  });
});

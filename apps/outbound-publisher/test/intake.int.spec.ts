import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

const changesOf = (listing: string) =>
  publisher.rows('SELECT version FROM change WHERE listing_id = $1 ORDER BY version', [listing]);

describe('invariant 11: a change is believed for its signature', () => {
  it('given a change that a court signed and not the registry, then nobody is told, and the next is taken in', async () => {
    await publisher.enable();
    const forged = aListing();
    const real = aListing();
    await publisher.announceAs('court:皖0104', forged.published());
    await publisher.announce(real.published());
    expect(await changesOf(forged.id)).toEqual([]);
    expect(await publisher.obligations(`?listing=${forged.id}`)).toEqual([]);
    expect(await changesOf(real.id)).toEqual([{ version: 1 }]);
    const parked = await publisher.get('/v1/parked');
    expect(parked.body).toMatchObject({ data: [{ key: forged.id, blocks: false }] });
  });
});

describe('invariant 4: a change is taken in once', () => {
  it('given the publisher is away while changes come, then it takes each in once when it is back', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    await publisher.announce(listing.published());
    await publisher.service.restart();
    await publisher.announce(listing.removed());
    await publisher.service.restart();
    await publisher.settle();
    expect(await changesOf(listing.id)).toEqual([{ version: 1 }, { version: 2 }]);
    const offsets = await publisher.obligations(`?subscriber=${id}&listing=${listing.id}`);
    expect(offsets.map((each) => each.offset as number)).toEqual([1, 2]);
  });

  it('given a reader waits when the publisher stops, then it is answered and can go on later', async () => {
    const { id, token } = await publisher.enable();
    const stream = await publisher.open(id);
    const path = `/v1/streams/${stream.id as string}/events?after=1.0&wait=30`;
    const waiting = publisher.get(path, token);
    await publisher.readersWaiting(1);
    await publisher.service.close();
    expect(await waiting).toEqual({ status: 200, body: { data: [], next: '1.0', done: true } });
    await publisher.service.start();
    const again = publisher.get(path, token);
    await publisher.takeIn(aListing().published());
    expect(await again).toMatchObject({ status: 200, body: { next: '1.1' } });
  });
});

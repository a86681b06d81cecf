import type { ObjectLiteral } from 'typeorm';
import { Operations } from '#stack';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

describe('obligations', () => {
  it('given a change, then each obligation has exactly the fields of the wire', async () => {
    const { id, token } = await publisher.enable();
    const listing = aListing();
    const published = listing.published();
    await publisher.takeIn(published);
    const { body } = await publisher.get(`/v1/obligations?listing=${listing.id}`, token);
    expect(body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^obl_/) as string,
          subscriber: id,
          listing: listing.id,
          restriction: null,
          version: 1,
          eventId: published.id,
          eventType: 'listing.published.v1',
          offset: 1,
          state: 'expected',
          flags: [],
          supersededBy: null,
          deliveredAt: null,
          appliedAt: null,
          verifiedAt: null,
          applyBy: null,
          lastLook: null,
        },
      ],
      next: null,
    });
    const [own] = body.data as ObjectLiteral[];
    const history = await publisher.get(`/v1/obligations/${own?.id as string}`, token);
    expect(history).toMatchObject({ status: 200, body: { receipts: [], attempts: [], looks: [] } });
  });

  it('given more than a page, then `next` leads through all of them', async () => {
    const { id } = await publisher.enable();
    for (let each = 0; each < 5; each++) await publisher.takeIn(aListing().published());
    const offsets: unknown[] = [];
    let after = '';
    do {
      const query = `/v1/obligations?subscriber=${id}&limit=2${after && `&after=${after}`}`;
      const { body } = await publisher.get(query);
      offsets.push(...(body.data as ObjectLiteral[]).map((each) => each.offset as unknown));
      after = (body.next as string | null) ?? '';
    } while (after);
    expect(offsets).toEqual([1, 2, 3, 4, 5]);
  });

  it('given a superseded one, then there is nothing to look at', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    const [old] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    const answer = await publisher.post(`/v1/obligations/${old?.id as string}/look`, {});
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ rule: 'SUPERSEDED' }] } });
  });

  it('given more than a page, then whoever reads for operations gets all of them', async () => {
    const { id } = await publisher.enable();
    const earlier = (await publisher.rows('SELECT count(*)::integer AS n FROM subscriber'))[0]?.n;
    for (let each = Number(earlier); each < 26; each++) await publisher.enable();
    for (let each = 0; each < 20; each++) await publisher.takeIn(aListing().published());
    const operations = new Operations(publisher.service.url, await publisher.as('operations'));
    const [all] = await publisher.rows('SELECT count(*)::integer AS n FROM obligation');
    const found = await operations.obligations();
    expect(found.length).toBeGreaterThan(500);
    expect(found).toHaveLength(Number(all?.n));
    expect(found.filter(({ subscriber }) => subscriber === id)).toHaveLength(20);
  });

  it('given a flag, or whether they are open, then only those are listed', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    const other = aListing();
    await publisher.takeIn(other.published());
    await publisher.rows(
      `UPDATE obligation SET flags = '{overdue}' WHERE subscriber_id = $1 AND listing_id = $2`,
      [id, listing.id],
    );
    const offsets = async (query: string) =>
      (await publisher.obligations(`?subscriber=${id}&${query}`)).map(
        (each) => each.offset as unknown,
      );
    expect(await offsets('flag=overdue')).toEqual([1, 2]);
    expect(await offsets('flag=unreachable')).toEqual([]);
    expect(await offsets('open=true')).toEqual([2, 3]);
    expect(await offsets('open=false')).toEqual([1]);
    expect(await offsets('open=true&flag=overdue&state=expected')).toEqual([2]);
    const refused = await publisher.get('/v1/obligations?flag=late');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'flag' }] } });
  });

  it('given more attempts than a page, then `next` leads through all of them, newest first', async () => {
    const { id } = await publisher.enable();
    // Nobody listens there: every push fails at once.
    const stream = await publisher.open(id, 'http://127.0.0.1:9/hook');
    for (let each = 0; each < 3; each++) await publisher.takeIn(aListing().published());
    await publisher.service.get(DeliveryEngine).drain();
    const path = `/v1/streams/${stream.id as string}/attempts?limit=2`;
    const first = (await publisher.get(path)).body as { data: { id: string }[]; next: string };
    expect(first.next).toBe(first.data[1]?.id);
    const last = (await publisher.get(`${path}&after=${first.next}`)).body;
    expect(last).toMatchObject({ data: [{}], next: null });
    const ids = [...first.data, ...(last.data as { id: string }[])].map((each) => each.id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(3);
  });
});

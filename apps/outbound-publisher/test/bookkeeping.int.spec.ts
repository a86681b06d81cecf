import { eventually } from '#testing';
import { monthOf, PARTITIONED, partitionName } from '../src/storage/partitions.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';
import { aToldPlatform, pushAll } from './told-platform.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

describe('what is written for a change and its deliveries', () => {
  it('given a new database, then each table that grows with history is kept by month from its first day', async () => {
    const rows = await publisher.rows(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits JOIN pg_class ON oid = inhparent
       WHERE relname = ANY ($1)`,
      [PARTITIONED.map(({ table }) => table)],
    );
    const months = PARTITIONED.flatMap(({ table }) =>
      [0, 1, 2].map((ahead) => partitionName(table, monthOf(new Date(), ahead))),
    );
    expect(rows.map(({ name }) => name as string)).toEqual(expect.arrayContaining(months));
    const { id } = await publisher.enable();
    await publisher.takeIn(aListing().published());
    const places = await publisher.rows(
      'SELECT tableoid::regclass::text AS place FROM obligation WHERE subscriber_id = $1',
      [id],
    );
    expect(places).toEqual([{ place: partitionName('obligation', monthOf(new Date())) }]);
  });

  it('given a hundred subscribers, then their obligations are inserted by one statement, with the change', async () => {
    await Promise.all(Array.from({ length: 100 }, () => publisher.enable()));
    const change = aListing().published();
    await publisher.takeIn(change);
    const [written] = await publisher.rows(
      `SELECT count(*)::int AS obligations, count(DISTINCT o.cmin::text)::int AS statements,
         bool_and(o.xmin::text = c.xmin::text) AS "withTheChange"
       FROM obligation o JOIN change c USING (event_id) WHERE event_id = $1`,
      [change.id],
    );
    expect(written).toMatchObject({ statements: 1, withTheChange: true });
    expect(written?.['obligations']).toBeGreaterThanOrEqual(100);
  });

  it('given many deliveries, then their outcomes are written together, many in one transaction', async () => {
    const { streamId, platform } = await aToldPlatform(publisher);
    const listings = Array.from({ length: 400 }, () => aListing());
    await publisher.takeInTogether(listings.map((each) => each.published()));
    await pushAll(publisher);
    const [written] = await publisher.rows(
      `SELECT count(*)::int AS attempts, count(DISTINCT xmin::text)::int AS transactions
       FROM attempt WHERE stream_id = $1`,
      [streamId],
    );
    await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
    expect(written?.['attempts']).toBeGreaterThanOrEqual(400);
    expect(Number(written?.['transactions'])).toBeLessThan(Number(written?.['attempts']) / 4);
  });
});

describe('requests under way', () => {
  it('given many versions of many listings at once, then one of each listing at a time, on each stream, and several listings', async () => {
    const platform = await new TestPlatform().start();
    const [one, other] = [
      await aToldPlatform(publisher, {}, platform),
      await aToldPlatform(publisher, {}, platform),
    ];
    const underWay = new Map<string, number>();
    let [mostOfOne, mostOfAll, all, turn] = [0, 0, 0, 0];
    platform.answer = async ({ claims, listing }) => {
      const of = `${String(claims['aud'])} ${listing}`;
      const now = (underWay.get(of) ?? 0) + 1;
      underWay.set(of, now);
      mostOfOne = Math.max(mostOfOne, now);
      mostOfAll = Math.max(mostOfAll, ++all);
      // Some answers take longer than others, so that whoever may overtake does.
      for (let wait = (turn += 7) % 11; wait > 0; wait--) await new Promise(setImmediate);
      underWay.set(of, now - 1);
      all--;
      return { status: turn % 13 === 0 ? 503 : 204, headers: { 'retry-after': '0' } };
    };
    const listings = Array.from({ length: 12 }, () => aListing());
    await publisher.takeInTogether(
      listings.flatMap((each) => [
        each.published(),
        each.shielded(),
        each.restored(),
        each.corrected(),
        each.removed(),
      ]),
    );
    await eventually(async () => {
      await pushAll(publisher);
      return listings.every(({ id }) =>
        [one, other].every((told) => platform.versionsOf(id, told.id).at(-1) === 5),
      );
    });
    await pushAll(publisher);
    expect(mostOfOne).toBe(1);
    expect(mostOfAll).toBeGreaterThan(4);
    for (const { id } of listings) {
      for (const told of [one, other]) {
        const versions = platform.versionsOf(id, told.id);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
        expect(new Set(versions)).toEqual(new Set([1, 2, 3, 4, 5]));
      }
    }
    for (const { streamId } of [one, other]) await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
  });
});

import fc from 'fast-check';
import { newId } from '#contracts';
import type { Change } from '../src/domain/change.js';
import { aListing, anImport, RestrictionBuilder, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());
// What one test leaves waiting is none of the next one's business.
beforeEach(() => publisher.rows('DELETE FROM held_change'));

/** Versions of a restriction that a subscriber was told of, in the order of its feed. */
async function toldLifts(subscriber: string, restriction: string): Promise<number[]> {
  const rows = await publisher.rows(
    `SELECT version FROM obligation WHERE subscriber_id = $1 AND restriction_id = $2
     ORDER BY "offset"`,
    [subscriber, restriction],
  );
  return rows.map((row) => row['version'] as number);
}

const waiting = () => publisher.rows('SELECT aggregate_id FROM held_change');

async function gauge(name: string): Promise<number> {
  const shown = await (await fetch(`${publisher.service.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(shown)?.[1]);
}

describe('a lift that overtakes its listing: they come on different keys', () => {
  it('given the lift comes first, then it is held, and told with the listing to whoever it concerns', async () => {
    const everybody = await publisher.enable();
    const unitsOnly = await publisher.enable({ scope: { subjectTypes: ['UNIT'] } });
    const elsewhere = await publisher.enable({ scope: { courts: ['京0105'] } });
    const listing = aListing();
    // It binds a person, the firm's representative.
    const restriction = new RestrictionBuilder(listing.id);
    await publisher.announce(restriction.lifted({ previousVersion: null }));
    expect(await publisher.obligations(`?listing=${listing.id}`)).toEqual([]);

    await publisher.announce(listing.published());
    expect(await toldLifts(everybody.id, restriction.id)).toEqual([2]);
    expect(await toldLifts(unitsOnly.id, restriction.id)).toEqual([2]);
    expect(await toldLifts(elsewhere.id, restriction.id)).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('given several, then each restriction is lifted in its own order, up to what is still missing', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    const [one, other] = [new RestrictionBuilder(listing.id), new RestrictionBuilder(listing.id)];
    const [second, fourth, missing, last] = [
      one.lifted({ previousVersion: null }),
      one.lifted({ version: 4 }),
      one.lifted({ version: 6 }),
      one.lifted({ version: 8 }),
    ];
    for (const lift of [fourth, last, second, other.lifted()]) {
      expect(await publisher.takeIn(lift)).toBe('held');
    }
    await publisher.takeIn(listing.published());
    expect(await toldLifts(id, one.id)).toEqual([2, 4]);
    expect(await toldLifts(id, other.id)).toEqual([2]);

    expect(await publisher.takeIn(missing)).toBe('taken-in');
    expect(await toldLifts(id, one.id)).toEqual([2, 4, 6, 8]);
    expect(await waiting()).toEqual([]);
  });

  it('given the listing comes by a court’s whole list, then the lift goes out with its chunk', async () => {
    const plain = await publisher.enable();
    const crawler = await publisher.enable({ independentSource: true });
    const [listed, unknown] = [newId('lst'), newId('lst')];
    const restriction = new RestrictionBuilder(listed);
    const elsewhere = new RestrictionBuilder(unknown);
    await publisher.announce(restriction.lifted(), elsewhere.lifted());
    await publisher.announce(anImport([newId('lst'), listed]));
    expect(await toldLifts(crawler.id, restriction.id)).toEqual([2]);
    expect(await toldLifts(plain.id, restriction.id)).toEqual([]);
    expect(await waiting()).toEqual([{ aggregate_id: elsewhere.id }]);
  });

  it('given the listing’s first change to come is its end, then its lift is taken in after it', async () => {
    const crawler = await publisher.enable({ independentSource: true });
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    await publisher.takeIn(restriction.lifted());
    await publisher.takeIn(listing.removed({ version: 2, previousVersion: 1 }));
    expect(await toldLifts(crawler.id, restriction.id)).toEqual([2]);
    expect(await publisher.takeIn(restriction.lifted())).toBe('taken-in');
  });

  it('given a listing that never comes, then operations see what waits for it, and all else goes on', async () => {
    const { id } = await publisher.enable();
    const neverListed = newId('lst');
    const waits = new RestrictionBuilder(neverListed).lifted();
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    await publisher.announce(listing.published());
    // All are settled, and nothing that comes after it is kept waiting.
    await publisher.announce(waits, { ...waits, id: newId('evt') }, restriction.lifted());
    expect(await toldLifts(id, restriction.id)).toEqual([2]);
    const parked = await publisher.get('/v1/parked');
    expect(parked.body['data']).toEqual([]);

    await publisher.rows(`UPDATE held_change SET held_at = now() - interval '1 hour'`);
    expect(await gauge('yichu_held_changes')).toBe(1);
    expect(await gauge('yichu_oldest_held_change_seconds')).toBeGreaterThan(3599);
    const ledger = await publisher.rows(
      `SELECT detail FROM ledger WHERE action = 'change.held' AND subject = $1 ORDER BY id LIMIT 1`,
      [neverListed],
    );
    expect(ledger).toMatchObject([
      {
        detail: { restriction: waits.data.restrictionRef, version: 2, waitsFor: neverListed },
      },
    ]);
  });

  it('holds for any interleaving of a listing, its restrictions and the chunk that it is in', async () => {
    const plain = await publisher.enable();
    const crawler = await publisher.enable({ independentSource: true });
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.nat(3), { minLength: 12, maxLength: 24 }),
        async (imported, picks) => {
          const listing = aListing();
          const [one, other] = [
            new RestrictionBuilder(listing.id),
            new RestrictionBuilder(listing.id),
          ];
          const partitions: (() => Promise<unknown>)[][] = [
            changesOf(listing, imported).map((change) => () => publisher.takeIn(change)),
            liftsOf(one).map((lift) => () => publisher.takeIn(lift)),
            liftsOf(other).map((lift) => () => publisher.takeIn(lift)),
            imported ? [() => publisher.project(anImport([listing.id]))] : [],
          ];
          for (const pick of picks) await partitions[pick]?.shift()?.();
          for (const left of partitions.flat()) await left();

          for (const restriction of [one, other]) {
            expect(await toldLifts(crawler.id, restriction.id)).toEqual([2, 4, 5]);
            // Of an old listing nobody was told, so its lifts are not everybody's business.
            if (imported) continue;
            expect(await toldLifts(plain.id, restriction.id)).toEqual([2, 4, 5]);
          }
          expect(await waiting()).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

function changesOf(listing: ListingBuilder, imported: boolean): Change[] {
  const first = imported ? [] : [listing.published()];
  return [...first, listing.shielded({ version: 2, previousVersion: 1 }), listing.restored()];
}

/** The number jumps where a restriction bound again meanwhile, which nobody is told of. */
function liftsOf(restriction: RestrictionBuilder): Change[] {
  return [
    restriction.lifted({ previousVersion: null }),
    restriction.lifted({ version: 4 }),
    restriction.lifted(),
  ];
}

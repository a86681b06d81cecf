import { newId } from '#contracts';
import { aListing, anImport } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

const headOf = async (listing: string) =>
  (
    await publisher.rows(
      'SELECT version, required_presence AS shown, uscc FROM listing_head WHERE listing_id = $1',
      [listing],
    )
  )[0];

describe('a court’s whole list, taken over (基线导入)', () => {
  it('given a chunk, then its listings are known and nobody is told, however often it comes', async () => {
    const { id } = await publisher.enable();
    const listings = [newId('lst'), newId('lst')];
    const chunk = anImport(listings);
    await publisher.announce(chunk);
    await publisher.announce({ ...chunk, id: newId('evt') });
    for (const listing of listings) {
      expect(await headOf(listing)).toEqual({
        version: 1,
        shown: 'present',
        uscc: '91340100TE5T000167',
      });
    }
    expect(await publisher.obligations(`?subscriber=${id}`)).toEqual([]);
    expect(await publisher.rows('SELECT 1 FROM change')).toEqual([]);
    const ledger = await publisher.rows(
      `SELECT detail FROM ledger WHERE action = 'import.projected' AND subject = $1 ORDER BY id`,
      [chunk.data.importId],
    );
    expect(ledger.map(({ detail }) => detail as object)).toMatchObject([
      { chunk: 1, listings: 2, noted: 2 },
      { chunk: 1, listings: 2, noted: 0 },
    ]);
  });

  it('given an imported listing is removed, then whoever reads the court’s site itself is told', async () => {
    const plain = await publisher.enable();
    const crawler = await publisher.enable({ independentSource: true });
    const listing = aListing();
    await publisher.announce(anImport([listing.id]));
    await publisher.announce(listing.removed({ version: 2, previousVersion: 1 }));
    expect(await headOf(listing.id)).toMatchObject({ version: 2, shown: 'absent' });
    const told = await publisher.obligations(`?listing=${listing.id}`);
    const subscribers = told.map((each) => each['subscriber'] as string);
    expect(subscribers).toContain(crawler.id);
    expect(subscribers).not.toContain(plain.id);
  });

  it('given a listing’s change comes before the chunk that it is in, then the change holds', async () => {
    const listing = aListing();
    await publisher.announce(listing.removed({ version: 2, previousVersion: 1 }));
    await publisher.announce(anImport([listing.id]));
    expect(await headOf(listing.id)).toMatchObject({ version: 2, shown: 'absent' });
  });

  it('given a change after a gap, then it is held until the one between has come', async () => {
    const listing = aListing();
    await publisher.announce(anImport([listing.id]));
    const shielded = listing.shielded({ version: 2, previousVersion: 1 });
    const restored = listing.restored({ version: 3, previousVersion: 2 });
    expect(await publisher.takeIn(restored)).toBe('held');
    await publisher.announce(shielded);
    expect(await headOf(listing.id)).toMatchObject({ version: 3, shown: 'present' });
  });
});

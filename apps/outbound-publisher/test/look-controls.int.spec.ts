import { aListing } from './change-builder.js';
import { Looking } from './looking.js';

const looking = Looking.inThisFile();

describe('what a look may believe', () => {
  it('given nothing else that the platform must show, then an absent record proves nothing', async () => {
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    await looking.claim(removed.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'NO_CONTROL' },
    });
    // As soon as there is one, the repeated look finds it.
    await looking.aControl();
    await looking.lookAfter(2);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it('given a page that shows nothing at all, then the control catches it, after three tries', async () => {
    for (let i = 0; i < 4; i++) await looking.aControl();
    looking.shown.clear();
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    await looking.claim(removed.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'CONTROL_FAILED' },
    });
    expect(looking.platform.lookups).toHaveLength(1 + 3);
  });

  it('given one control that fails, then the next one is tried', async () => {
    await looking.aControl();
    looking.shown.delete(await looking.aControl());
    const listing = aListing();
    const published = listing.published();
    const removed = listing.removed();
    await looking.deliver(published, removed);
    await looking.claim(removed.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it.each(['captcha', 'down'] as const)(
    'given a page that answers with a %s, then it is unknown',
    async (answer) => {
      await looking.aControl();
      looking.platform.lookup = () => answer;
      const listing = aListing();
      const published = listing.published();
      const removed = listing.removed();
      await looking.deliver(published, removed);
      await looking.claim(removed.id);
      await looking.lookAfter(1);
      expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
        state: 'applied',
        lastLook: { result: 'unknown' },
      });
    },
  );

  it('given a record that must show, then a page which shows anything proves nothing', async () => {
    looking.platform.lookup = () => true;
    const listing = aListing();
    const published = listing.published();
    await looking.deliver(published);
    await looking.claim(published.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 1)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'CONTROL_FAILED' },
    });
    looking.platform.lookup = (ref) => ref === listing.id;
    await looking.lookAfter(2);
    expect(await looking.obligationOf(listing.id, 1)).toMatchObject({ state: 'verified' });
  });

  it('given a page that cannot tell two listings apart, then a present record is ambiguous', async () => {
    const byUnit = await looking.subscribe(`${looking.platform.url}/lookup?uscc={uscc}`);
    looking.platform.lookup = (_, url) => url.searchParams.get('uscc') === '91340100TE5T000167';
    const one = aListing();
    const other = aListing();
    const published = one.published();
    const removed = one.removed();
    await looking.deliver(other.published(), published, removed);
    await looking.claim(removed.id, 'applied', byUnit);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(one.id, 2, byUnit)).toMatchObject({
      state: 'ambiguous',
      lastLook: { result: 'ambiguous', reason: 'SEVERAL_FIT' },
    });
  });

  it('given a page asked by unit, then a listing that is gone makes nothing ambiguous', async () => {
    const uscc = '91340100TE5T000247';
    const byUnit = await looking.subscribe(`${looking.platform.url}/lookup?uscc={uscc}`);
    looking.platform.lookup = (_, url) => url.searchParams.get('uscc') === uscc;
    const subject = { type: 'UNIT' as const, name: '某某农业有限公司', uscc };
    const gone = aListing({ subject });
    const shown = aListing({ subject });
    const published = shown.published();
    await looking.deliver(gone.published(), gone.removed(), published);
    await looking.claim(published.id, 'applied', byUnit);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(shown.id, 1, byUnit)).toMatchObject({ state: 'verified' });
  });

  it('given a person, then a page asked by a unit’s code alone proves nothing, and is not asked', async () => {
    const byUnit = await looking.subscribe(`${looking.platform.url}/lookup?uscc={uscc}`);
    const listing = aListing({ subject: { type: 'PERSON' } });
    const published = listing.published();
    const removed = listing.removed();
    await looking.aControl();
    await looking.deliver(published, removed);
    await looking.claim(removed.id, 'applied', byUnit);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2, byUnit)).toMatchObject({
      state: 'applied',
      lastLook: { result: 'unknown', reason: 'NOT_ASKABLE' },
    });
    expect(looking.platform.lookups).toEqual([]);
  });

  it('given a person, then a look leaves the code out, and makes none up', async () => {
    const template = `${looking.platform.url}/lookup?ref={listingRef}&uscc={uscc}`;
    const both = await looking.subscribe(template);
    const listing = aListing({ subject: { type: 'PERSON' } });
    const published = listing.published();
    looking.shown.add(listing.id);
    await looking.deliver(published);
    await looking.claim(published.id, 'applied', both);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 1, both)).toMatchObject({ state: 'verified' });
    expect(looking.platform.lookups.map((url) => url.searchParams.get('uscc'))).toEqual(['', '']);
  });
});

import { aListing } from './change-builder.js';
import { Looking } from './looking.js';

const looking = Looking.inThisFile();

describe('a correction (更正)', () => {
  it('given a published listing, then it must still show', async () => {
    const listing = aListing();
    await looking.deliver(listing.published());
    const corrected = listing.corrected();
    await looking.deliver(corrected);
    await looking.claim(corrected.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      lastLook: { result: 'absent' },
    });
    looking.shown.add(listing.id);
    await looking.lookAfter(15);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });

  it('given a shielded listing, then it must stay hidden', async () => {
    await looking.aControl();
    const listing = aListing();
    await looking.deliver(listing.published(), listing.shielded());
    const corrected = listing.corrected({ state: 'SHIELDED' });
    await looking.deliver(corrected);
    await looking.claim(corrected.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 3)).toMatchObject({
      state: 'verified',
      lastLook: { result: 'absent' },
    });
  });
});

describe('a listing that was never right (撤销)', () => {
  it('given it is gone from the list and kept in the history, then that is contradicted', async () => {
    await looking.aControl();
    const listing = aListing();
    const history = new Set([listing.id]);
    looking.platform.lookup = (ref) => looking.shown.has(ref) || (history.has(ref) && 'history');
    await looking.deliver(listing.published());
    const revoked = listing.revoked();
    await looking.deliver(revoked);
    await looking.claim(revoked.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'contradicted',
      lastLook: { result: 'present', reason: 'HISTORY' },
    });
    history.clear();
    await looking.lookAfter(15);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({
      state: 'verified',
      lastLook: { result: 'absent', reason: null },
    });
  });

  it('given an ended listing is kept in the history, then that is in order', async () => {
    await looking.aControl();
    const listing = aListing();
    await looking.deliver(listing.published());
    const removed = listing.removed();
    looking.platform.lookup = (ref) => (looking.shown.has(ref) ? true : 'history');
    await looking.deliver(removed);
    await looking.claim(removed.id);
    await looking.lookAfter(1);
    expect(await looking.obligationOf(listing.id, 2)).toMatchObject({ state: 'verified' });
  });
});

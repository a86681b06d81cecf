import { aListing, RestrictionBuilder } from './change-builder.js';
import { Looking } from './looking.js';

const looking = Looking.inThisFile();

/** What a subscriber has to do with one restriction, oldest first. */
async function liftsOf(listing: string, by = looking.subscriber) {
  const found = await looking.publisher.obligations(`?listing=${listing}&subscriber=${by.id}`);
  return found.filter((each) => each['restriction'] !== null);
}

describe('a lifted restriction (解除限制消费、限制出境)', () => {
  it('given a listing, then whoever may hold it is told, and nobody else', async () => {
    const elsewhere = await looking.publisher.enable({ scope: { courts: ['京0105'] } });
    const unitsOnly = await looking.publisher.enable({ scope: { subjectTypes: ['UNIT'] } });
    const listing = aListing();
    await looking.deliver(listing.published());
    const late = await looking.publisher.enable();
    const crawler = await looking.publisher.enable({ independentSource: true });
    // It binds the firm's representative, a person; it concerns whoever the firm's listing concerns.
    const restriction = new RestrictionBuilder(listing.id);
    await looking.deliver(restriction.lifted());

    const found = await looking.publisher.obligations(`?listing=${listing.id}`);
    const told = found
      .filter((each) => each['restriction'] === restriction.id)
      .map((each) => each['subscriber'] as string);
    expect(told).toEqual(expect.arrayContaining([looking.subscriber.id, unitsOnly.id, crawler.id]));
    expect(told).not.toContain(late.id);
    expect(told).not.toContain(elsewhere.id);
  });

  it('invariant 1: given a claim, then it is attested, since no page could prove it', async () => {
    await looking.aControl();
    const listing = aListing();
    const lifted = new RestrictionBuilder(listing.id).lifted();
    await looking.deliver(listing.published(), lifted);
    expect(await liftsOf(listing.id)).toMatchObject([{ state: 'delivered' }]);
    await looking.claim(lifted.id);
    const [own] = await liftsOf(listing.id);
    expect(own).toMatchObject({ state: 'attested', verifiedAt: null });

    const before = looking.platform.lookups.length;
    await looking.lookAfter(3600);
    expect(looking.platform.lookups).toHaveLength(before);
    expect(
      await looking.publisher.post(`/v1/obligations/${String(own?.['id'])}/look`, {}),
    ).toMatchObject({ status: 409, body: { errors: [{ rule: 'NOTHING_TO_LOOK_AT' }] } });
  });

  it('given versions of its own, then neither the listing nor its other restrictions are superseded', async () => {
    const listing = aListing();
    const [of, other] = [new RestrictionBuilder(listing.id), new RestrictionBuilder(listing.id)];
    const until = '2026-12-20';
    await looking.deliver(
      listing.published(),
      of.lifted({ state: 'TEMP_LIFTED', basis: 'R_TEMPORARY_NEED', until }),
      other.lifted(),
      // It came back into force meanwhile, which nobody was told of: the number jumps.
      of.lifted({ version: 4, previousVersion: 2 }),
    );
    const found = await looking.publisher.obligations(
      `?listing=${listing.id}&subscriber=${looking.subscriber.id}`,
    );
    const standing = found.map(({ restriction, version, supersededBy }) => ({
      restriction,
      version,
      supersededBy,
    }));
    expect(standing).toEqual([
      { restriction: null, version: 1, supersededBy: null },
      { restriction: of.id, version: 2, supersededBy: 4 },
      { restriction: other.id, version: 2, supersededBy: null },
      { restriction: of.id, version: 4, supersededBy: null },
    ]);
    await looking.deliver(listing.removed());
    expect(await liftsOf(listing.id)).toMatchObject([
      {},
      { supersededBy: null },
      { supersededBy: null },
    ]);
  });

  it('given a lift whose predecessor is missing, then it is held, and the listing goes on', async () => {
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    const [first, second, third] = [
      restriction.lifted({ state: 'TEMP_LIFTED', basis: 'R_TEMPORARY_NEED' }),
      restriction.lifted({ state: 'TEMP_LIFTED', basis: 'R_TEMPORARY_NEED' }),
      restriction.lifted(),
    ];
    await looking.deliver(listing.published(), first);
    expect(await looking.publisher.takeIn(third)).toBe('held');
    expect(await looking.publisher.takeIn(listing.removed())).toBe('taken-in');
    expect(await looking.publisher.takeIn(second)).toBe('taken-in');
    expect(await looking.publisher.takeIn(first)).toBe('overtaken');
    expect((await liftsOf(listing.id)).map((each) => each['version'] as number)).toEqual([2, 3, 4]);
  });

  it('given a listing’s change that a platform will not take, then a lift does not wait behind it', async () => {
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    const [published, lifted] = [listing.published(), restriction.lifted()];
    looking.platform.answer = ({ eventId }) => ({ status: eventId === published.id ? 503 : 204 });
    await looking.deliver(published, lifted);
    const taken = (await looking.publisher.obligations(`?listing=${listing.id}`))
      .filter((each) => each['subscriber'] === looking.subscriber.id)
      .map(({ eventId, state }) => [eventId, state] as unknown);
    expect(taken).toEqual([
      [published.id, 'expected'],
      [lifted.id, 'delivered'],
    ]);
  });

  it('given it was lifted, then the court hears of it by the restriction, in the order of the listing', async () => {
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    const lifted = restriction.lifted();
    await looking.deliver(listing.published(), lifted);
    const [accepted] = await looking.publisher.rows(
      `SELECT convert_from(payload, 'UTF8')::jsonb AS event FROM outbox
        WHERE aggregatetype = 'delivery-outcomes' AND aggregateid = $1
        ORDER BY created_at DESC LIMIT 1`,
      [listing.id],
    );
    expect(accepted?.['event']).toMatchObject({
      type: 'change.accepted.v1',
      subject: restriction.id,
      partitionkey: listing.id,
      data: { listingRef: listing.id, restrictionRef: restriction.id, version: 2 },
    });
  });
});

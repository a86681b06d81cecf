import type { Change } from '../src/domain/change.js';
import type { Scope } from '../src/domain/contract.js';
import { aListing, type ListingBuilder, RestrictionBuilder } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, pushAll, type Told } from './told-platform.js';

let publisher: PublisherUnderTest;
let told: Told | undefined;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterEach(async () => {
  if (!told) return;
  await publisher.setStatus(told.streamId, 'disabled');
  await told.platform.stop();
});
afterAll(() => publisher.stop());

const at = (code: string): ListingBuilder => aListing({ court: { code, name: `${code}法院` } });

interface Traffic {
  inside: Change[];
  outside: Change[];
}

const DIMENSIONS: [string, { scope: Scope; independentSource?: boolean }, () => Traffic][] = [
  [
    'subject type',
    { scope: { subjectTypes: ['PERSON'] } },
    () => ({
      inside: [aListing({ subject: { type: 'PERSON' } }).published()],
      outside: [aListing().published()],
    }),
  ],
  [
    'court',
    { scope: { courts: ['皖0104'] } },
    () => ({ inside: [at('皖0104').published()], outside: [at('皖0103').published()] }),
  ],
  [
    'region',
    { scope: { regions: ['皖01'] } },
    () => ({
      inside: [at('皖0104').published(), at('皖01').published()],
      outside: [at('皖0201').published(), at('皖').published(), at('沪0101').published()],
    }),
  ],
  [
    'sanction domain',
    // A publication concerns every field; whom another field's removal concerns is told below.
    { scope: { sanctionDomains: ['BIDDING'] } },
    () => {
      const [one, other] = [aListing(), aListing()];
      return {
        inside: [
          one.published(),
          one.removed({ sanctionDomains: ['BIDDING', 'MARKET_ACCESS'] }),
          other.published(),
          other.shielded(),
        ],
        outside: [],
      };
    },
  ],
  [
    'change type',
    { scope: { changeTypes: ['listing.revoked.v1'] }, independentSource: true },
    () => {
      const [wrong, right] = [aListing(), aListing()];
      const [published, revoked] = [wrong.published(), wrong.revoked()];
      const [other, removed] = [right.published(), right.removed()];
      const lifted = new RestrictionBuilder(right.id).lifted();
      return { inside: [revoked], outside: [published, other, removed, lifted] };
    },
  ],
];

/** In the order in which the registry would announce them. */
const inOrder = ({ inside, outside }: Traffic): Change[] =>
  [...inside, ...outside].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('each dimension of a scope decides who is owed a change', () => {
  it.each(DIMENSIONS)(
    'given a %s, then what it covers is owed, and all streams carry all of that',
    async (_, contract, traffic) => {
      told = await aToldPlatform(publisher, contract);
      const { id, token, platform } = told;
      const feed = await publisher.open(id);
      const given = traffic();
      for (const change of inOrder(given)) await publisher.takeIn(change);
      await pushAll(publisher);
      const owed = await publisher.obligations(`?subscriber=${id}`);
      const expected = given.inside.map((each) => each.id).sort();
      expect(owed.map(({ eventId }) => eventId as string).sort()).toEqual(expected);
      expect(platform.arrivals.map(({ eventId }) => eventId).sort()).toEqual(expected);
      const { body } = await publisher.get(
        `/v1/streams/${feed['id'] as string}/events?limit=500`,
        token,
      );
      const read = (body['data'] as { event: string }[]).map(
        ({ event }) => (JSON.parse(event) as Change).id,
      );
      expect(read.sort()).toEqual(expected);
    },
  );

  it('given a field that a removal does not touch, then only who was told of the listing is told', async () => {
    const contract = { scope: { sanctionDomains: ['BIDDING' as const] } };
    told = await aToldPlatform(publisher, contract);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    // It holds the listing, and joins too late to hold it, both reading the court's site.
    const late = await publisher.enable({ ...contract, independentSource: true });
    await publisher.takeIn(listing.removed({ sanctionDomains: ['MARKET_ACCESS'] }));
    const owed = async (subscriber: string): Promise<number[]> =>
      (await publisher.obligations(`?subscriber=${subscriber}`)).map(
        ({ version }) => version as number,
      );
    expect((await owed(told.id)).sort()).toEqual([1, 2]);
    expect(await owed(late.id)).toEqual([]);
    await publisher.takeIn(aListing().published());
    expect(await owed(late.id)).toEqual([1]);
  });
});

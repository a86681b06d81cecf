import fc from 'fast-check';
import type { SanctionDomain } from '#contracts';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import type { Change } from '../src/domain/change.js';
import type { Scope } from '../src/domain/contract.js';
import { aListing, RestrictionBuilder, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';
import { ToldModel } from './told-model.js';

let publisher: PublisherUnderTest;
const platform = new TestPlatform();
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  await platform.start();
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

const WITHOUT_LIFTS = [
  ...(['listing.published.v1', 'listing.removed.v1', 'listing.revoked.v1'] as const),
  ...(['listing.shielded.v1', 'listing.restored.v1', 'listing.corrected.v1'] as const),
];
const scope = fc.constantFrom<Scope>(
  {},
  { courts: ['皖0104'] },
  { regions: ['皖'] },
  { regions: ['沪'], courts: ['皖0201'] },
  { subjectTypes: ['PERSON'] },
  { regions: ['皖02'], subjectTypes: ['UNIT'] },
  { sanctionDomains: ['BIDDING'] },
  { changeTypes: WITHOUT_LIFTS },
);

const subscriberLife = fc.record({
  scope,
  independentSource: fc.boolean(),
  steps: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('scope' as const), scope }),
      fc.record({
        kind: fc.constantFrom(
          ...(['open-feed', 'open-webhook', 'pause', 'resume', 'disable', 'breathe'] as const),
        ),
      }),
    ),
    { maxLength: 6 },
  ),
});
type SubscriberLife = typeof subscriberLife extends fc.Arbitrary<infer Life> ? Life : never;

const listingLife = fc.record({
  court: fc.constantFrom('皖0104', '皖0201', '沪0101'),
  isPerson: fc.boolean(),
  domains: fc.constantFrom<SanctionDomain[] | undefined>(undefined, ['BIDDING'], ['MARKET_ACCESS']),
  steps: fc.array(
    fc.constantFrom('corrected', 'shielded', 'restored', 'removed', 'revoked', 'lifted'),
    { maxLength: 5 },
  ),
  /** The last two arrive the other way round: the later one is held. */
  swapped: fc.boolean(),
});
type ListingLife = typeof listingLife extends fc.Arbitrary<infer Life> ? Life : never;

describe('invariants 2 and 5, in the middle of traffic', () => {
  it('given any lives of subscribers and listings at once, then each is told what it must be, in order, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(subscriberLife, { minLength: 1, maxLength: 4 }),
        fc.array(listingLife, { minLength: 2, maxLength: 5 }),
        async (subscribers, listings) => {
          const lived = subscribers.map(live);
          await Promise.all([...lived, ...listings.map(announce)]);
          const model = await ToldModel.replay(publisher);
          for (const one of await Promise.all(lived)) await judge(one, model);
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});

interface Lived {
  subscriber: EnabledSubscriber;
  streams: string[];
  feed: string | null;
}

async function live({ scope: first, independentSource, steps }: SubscriberLife): Promise<Lived> {
  const subscriber = await publisher.enable({ scope: first, independentSource });
  const lived: Lived = { subscriber, streams: [], feed: null };
  let version = 1;
  for (const step of steps) {
    const newest = lived.streams.at(-1);
    switch (step.kind) {
      case 'scope': {
        const path = `/v1/subscribers/${subscriber.id}/contract`;
        const { status, body } = await publisher.patch(path, { version, scope: step.scope });
        expect(status).toBe(200);
        version = body['version'] as number;
        break;
      }
      case 'open-feed':
        lived.feed ??= (await publisher.open(subscriber.id))['id'] as string;
        break;
      case 'open-webhook': {
        const { id } = await publisher.open(subscriber.id, platform.webhook);
        lived.streams.push(id as string);
        break;
      }
      case 'pause':
        if (newest) await publisher.setStatus(newest, 'paused');
        break;
      case 'resume':
        if (newest) await publisher.setStatus(newest, 'enabled');
        break;
      case 'disable':
        if (newest) await publisher.setStatus(newest, 'disabled');
        break;
      case 'breathe':
        await new Promise(setImmediate);
    }
  }
  return lived;
}

async function announce(life: ListingLife): Promise<void> {
  const changes = changesOf(life);
  if (life.swapped && changes.length > 2) changes.push(...changes.splice(-2).reverse());
  for (const change of changes) await publisher.takeIn(change);
}

function changesOf({ court, isPerson, domains, steps }: ListingLife): Change[] {
  const listing = aListing({
    court: { code: court, name: court },
    ...(isPerson && { subject: { type: 'PERSON' as const } }),
  });
  const restriction = new RestrictionBuilder(listing.id);
  const next = (step: (typeof steps)[number]): Change =>
    step === 'lifted' ? restriction.lifted() : changeOf(listing, step, domains);
  return [listing.published(), ...steps.map(next)];
}

function changeOf(listing: ListingBuilder, step: string, domains: ListingLife['domains']): Change {
  const more = domains && { sanctionDomains: [...domains] };
  switch (step) {
    case 'corrected':
      return listing.corrected();
    case 'shielded':
      return listing.shielded(more);
    case 'restored':
      return listing.restored(more);
    case 'revoked':
      return listing.revoked();
    default:
      return listing.removed(more);
  }
}

async function judge({ subscriber, streams, feed }: Lived, model: ToldModel): Promise<void> {
  const expected = model.toldTo(subscriber.id);
  const obligations = await publisher.rows(
    `SELECT event_id AS "eventId", "offset"::int AS "offset" FROM obligation
     WHERE subscriber_id = $1 ORDER BY "offset"`,
    [subscriber.id],
  );
  expect(obligations).toEqual(expected.map((eventId, index) => ({ eventId, offset: index + 1 })));
  // Whenever a stream was opened, and whatever became of it: it carries all of it.
  feed ??= (await publisher.open(subscriber.id))['id'] as string;
  const { body } = await publisher.get(`/v1/streams/${feed}/events?limit=500`, subscriber.token);
  const read = body['data'] as { offset: number; event: string }[];
  expect(read.map(({ event }) => (JSON.parse(event) as Change).id)).toEqual(expected);
  for (const stream of streams) await publisher.setStatus(stream, 'enabled');
  await publisher.service.get(DeliveryEngine).drain();
  const arrived = platform.arrivals.filter(({ claims }) => claims['aud'] === subscriber.id);
  if (streams.length === 0) return expect(arrived).toEqual([]);
  expect(new Set(arrived.map(({ eventId }) => eventId))).toEqual(new Set(expected));
}

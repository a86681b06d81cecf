import type { Contract } from '../src/domain/contract.js';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import type { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

export interface Told {
  id: string;
  token: string;
  streamId: string;
  platform: TestPlatform;
}

/** A subscriber with one webhook stream, on a platform of its own unless told otherwise. */
export async function aToldPlatform(
  publisher: PublisherUnderTest,
  contract: Partial<Contract> = {},
  platform?: TestPlatform,
): Promise<Told> {
  const at = platform ?? (await new TestPlatform().start());
  const { id, token } = await publisher.enable(contract);
  const { id: streamId } = (await publisher.open(id, at.webhook)) as { id: string };
  return { id, token, streamId, platform: at };
}

/** Listings that everybody is told of at once. */
export async function publishListings(publisher: PublisherUnderTest, count: number) {
  const listings = Array.from({ length: count }, () => aListing());
  for (const listing of listings) await publisher.takeIn(listing.published());
  return listings;
}

/** Pushes all that is due, and what becomes due by it. */
export function pushAll({ service }: PublisherUnderTest): Promise<void> {
  return service.get(DeliveryEngine).drain();
}

/** Event types in the order in which they arrived; a verification event is about no listing. */
export function typesAt({ arrivals }: TestPlatform): string[] {
  return arrivals.map(({ body }) => (JSON.parse(body.toString()) as { type: string }).type);
}

/** What it was told of listings: verification events aside. */
export function toldOf({ arrivals }: TestPlatform) {
  return arrivals.filter(({ listing }) => typeof listing === 'string');
}

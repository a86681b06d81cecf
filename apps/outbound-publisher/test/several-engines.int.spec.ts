import { eventually } from '#testing';
import type { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { anotherEngine, dies } from './pushes.js';
import { TestPlatform } from './test-platform.js';

const STREAMS = 24;
let publisher: PublisherUnderTest;
let platform: TestPlatform;
let second: DeliveryEngine;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  platform = await new TestPlatform().start();
  for (let i = 0; i < STREAMS; i++) {
    const { id } = await publisher.enable();
    await publisher.open(id, platform.webhook);
  }
});
afterAll(async () => {
  await second.stop();
  await publisher.stop();
  await platform.stop();
});

/** How many streams each living process holds, the smallest share first. */
async function shares(): Promise<number[]> {
  const rows = await publisher.rows(
    `SELECT count(*)::integer AS held FROM push_progress p
     JOIN publisher_process h ON h.id = p.lease_owner AND h.alive_until > now()
     GROUP BY p.lease_owner ORDER BY 1`,
  );
  return rows.map(({ held }) => Number(held));
}

describe('several processes that push', () => {
  it('given a second one, then they share the streams, and every change arrives once', async () => {
    await eventually(async () => (await shares())[0] === STREAMS);
    second = anotherEngine(publisher);
    second.onApplicationBootstrap();
    await eventually(async () => {
      const held = await shares();
      return held.length === 2 && held[0] !== undefined && held[0] >= 4 && sum(held) === STREAMS;
    });
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await publisher.takeIn(listing.removed());
    await eventually(() => platform.arrivals.length === 2 * STREAMS);
    const seen = platform.arrivals.map(
      ({ claims, version }) => `${String(claims['aud'])} ${version}`,
    );
    expect(new Set(seen).size).toBe(2 * STREAMS);
  });

  it('given one that dies, then the other one pushes its streams within seconds', async () => {
    await dies(publisher, second);
    const listing = aListing();
    const before = platform.arrivals.length;
    await publisher.takeIn(listing.published());
    await eventually(() => platform.arrivals.length === before + STREAMS);
    expect(await shares()).toEqual([STREAMS]);
  });

  it('given one that stops, then it leaves its streams behind at once', async () => {
    second = anotherEngine(publisher);
    second.onApplicationBootstrap();
    await eventually(async () => (await shares()).length === 2);
    await second.stop();
    const [{ held } = { held: 0 }] = await publisher.rows(
      'SELECT count(*)::integer AS held FROM push_progress WHERE lease_owner = $1',
      [second.processId],
    );
    expect(held).toBe(0);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

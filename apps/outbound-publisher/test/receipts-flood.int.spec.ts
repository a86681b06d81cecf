import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { newId } from '#contracts';
import { eventually } from '#testing';
import { aListing } from './change-builder.js';
import { liveMiB } from './live-memory.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const MEBIBYTE = 1024 * 1024;

let publisher: PublisherUnderTest;
let platform: TestPlatform;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  platform = await new TestPlatform().start();
});
afterAll(async () => {
  await platform.stop();
  await publisher.stop();
});

interface Flood {
  answers: Map<number, number>;
  retryAfter: Set<string>;
  stop(): Promise<void>;
}

/** As many requests at once as `width`, again and again, until it is stopped. */
function flood({ token }: EnabledSubscriber, width: number): Flood {
  const answers = new Map<number, number>();
  const retryAfter = new Set<string>();
  const stopping = new AbortController();
  const body = JSON.stringify({
    receipts: Array.from({ length: 100 }, () => ({ eventId: newId('evt'), stage: 'received' })),
  });
  const lanes = Array.from({ length: width }, async () => {
    while (!stopping.signal.aborted) {
      const answer = await request(`${publisher.service.url}/v1/receipts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
      });
      await answer.body.dump();
      answers.set(answer.statusCode, (answers.get(answer.statusCode) ?? 0) + 1);
      const wait = answer.headers['retry-after'];
      if (wait !== undefined) retryAfter.add(String(wait));
    }
  });
  return {
    answers,
    retryAfter,
    stop: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
  };
}

/** Milliseconds until that many new listings have arrived at the platform. */
async function timeToDeliver(count: number): Promise<number> {
  const before = platform.arrivals.length;
  const started = performance.now();
  for (let i = 0; i < count; i++) await publisher.takeIn(aListing().published());
  await eventually(() => platform.arrivals.length - before === count);
  return performance.now() - started;
}

describe('a flood on the receipts address', () => {
  it("given one subscriber floods it, then it is refused, memory stays, others' pushes go on, and nothing is lost", async () => {
    const [flooder, other] = [await publisher.enable(), await publisher.enable()];
    await publisher.open(other.id, platform.webhook);
    await timeToDeliver(20);
    const before = liveMiB();
    const flooding = flood(flooder, 100);
    await eventually(() => (flooding.answers.get(429) ?? 0) > 100);
    const during = await timeToDeliver(50);
    await flooding.stop();
    expect([...flooding.answers.keys()].sort()).toEqual([200, 429]);
    expect([...flooding.retryAfter].every((seconds) => Number(seconds) >= 1)).toBe(true);
    expect(liveMiB() - before).toBeLessThan(20);
    // Generous, as other work may share the machine: without the bound it never ends in time.
    expect(during).toBeLessThan(15_000);
    const statesOf = async ({ id }: EnabledSubscriber): Promise<unknown[]> =>
      (await publisher.obligations(`?subscriber=${id}&limit=500`)).map(
        ({ state }) => state as unknown,
      );
    expect(await statesOf(other)).toEqual(Array.from({ length: 70 }, () => 'delivered'));
    // What the flooder claimed of anything else counts for nothing that it is owed.
    expect(await statesOf(flooder)).toEqual(Array.from({ length: 70 }, () => 'expected'));
  });

  it('given it stops, then its receipts are taken again', async () => {
    const subscriber = await publisher.enable();
    const flooding = flood(subscriber, 20);
    await eventually(() => (flooding.answers.get(429) ?? 0) > 0);
    await flooding.stop();
    const listing = aListing().published();
    await publisher.takeIn(listing);
    await eventually(async () => {
      await delay(200);
      const { status } = await publisher.post(
        '/v1/receipts',
        { receipts: [{ eventId: listing.id, stage: 'received' }] },
        subscriber.token,
      );
      return status === 200;
    });
  });

  it.each([
    ['501 receipts', { receipts: Array.from({ length: 501 }, () => ({})) }, 422],
    ['no list', { receipts: 7 }, 422],
    ['a list of anything', { receipts: [null, 1, 'x', []] }, 422],
    ['two megabytes', { receipts: [], more: 'x'.repeat(2 * MEBIBYTE) }, 413],
  ])('given a body with %s, then it is refused', async (_what, body, status) => {
    const { token } = await publisher.enable();
    expect((await publisher.post('/v1/receipts', body, token)).status).toBe(status);
  });
});

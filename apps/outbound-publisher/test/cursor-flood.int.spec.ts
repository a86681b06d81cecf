import { SignJWT } from 'jose';
import { request } from 'undici';
import { eventually } from '#testing';
import { aListing } from './change-builder.js';
import { liveMiB } from './live-memory.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, type Told } from './told-platform.js';

let publisher: PublisherUnderTest;
let other: Told;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  other = await aToldPlatform(publisher);
});
afterAll(async () => {
  await publisher.stop();
  await other.platform.stop();
});

const FORGED = ['1.99', '2.0', '1.-1', 'abc', `1.${'9'.repeat(2_000)}`, '１．０', '1.0%00'];

/** What the other one is told of meanwhile, until it has all of it. */
async function publishSome(count: number): Promise<void> {
  const before = other.platform.arrivals.length;
  for (let n = 0; n < count; n++) await publisher.takeIn(aListing().published());
  await eventually(() => other.platform.arrivals.length === before + count);
}

async function eventsOf(path: string, token: string, after = ''): Promise<number[]> {
  const { status, body } = await publisher.get(`${path}/events${after}`, token);
  expect(status).toBe(200);
  return (body['data'] as { offset: number }[]).map(({ offset }) => offset);
}

describe('a reader that polls with forged cursors, without end', () => {
  it("given a flood of them, then others' pushes go on, memory stays, and it loses and learns nothing", async () => {
    const forger = await publisher.enable();
    const path = `/v1/streams/${(await publisher.open(forger.id))['id'] as string}`;
    await publishSome(10);
    const before = liveMiB();
    const statuses = new Map<number, number>();
    const stopping = new AbortController();
    const lanes = Array.from({ length: 50 }, async (_, lane) => {
      for (let n = lane; !stopping.signal.aborted; n++) {
        const answer = await request(
          `${publisher.service.url}${path}/events?wait=20&after=${encodeURI(FORGED[n % FORGED.length] ?? '')}`,
          { headers: { authorization: `Bearer ${forger.token}` } },
        );
        const text = await answer.body.text();
        expect(text).not.toContain('evt_');
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
      }
    });
    await eventually(() => (statuses.get(429) ?? 0) > 300);
    const began = performance.now();
    await publishSome(30);
    // Generous, as other work may share the machine.
    expect(performance.now() - began).toBeLessThan(15_000);
    stopping.abort();
    await Promise.all(lanes);
    // Not one was believed; 410: of an epoch that is not.
    expect([...statuses.keys()].filter((status) => status < 400)).toEqual([]);
    expect(liveMiB() - before).toBeLessThan(20);
    const owed = await publisher.obligations(`?subscriber=${forger.id}&limit=500`);
    expect(owed.map(({ state, deliveredAt }) => [state as string, deliveredAt as unknown])).toEqual(
      Array.from({ length: 40 }, () => ['expected', null]),
    );
    // Once it asks for what there is, at a pace that is its own, it has all of it.
    await eventually(async () => {
      const offsets = await eventsOf(path, forger.token, '?limit=500');
      expect(offsets).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
      return true;
    });
  });
});

/** As it was given an hour ago. */
function olderTokenOf(subscriber: string): Promise<string> {
  const { kid, owner, privateKey } = publisher.service.keys.of('publisher');
  return new SignJWT({ role: 'subscriber' })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(owner)
    .setSubject(subscriber)
    .setIssuedAt(Math.floor(Date.now() / 1000) - 3600)
    .setExpirationTime('90d')
    .sign(privateKey);
}

describe('a subscriber that revokes its key', () => {
  it('given a poll waits with the old one, then nothing counts as arrived by it, and the new one reads all', async () => {
    const { id } = await publisher.enable();
    const reader = { id, token: await olderTokenOf(id) };
    const path = `/v1/streams/${(await publisher.open(reader.id))['id'] as string}`;
    const waiting = publisher.get(`${path}/events?after=1.0&wait=20`, reader.token);
    await publisher.readersWaiting(1);
    const { body } = await publisher.post(`/v1/subscribers/${reader.id}/token`, {
      overlapHours: 0,
    });
    const fresh = body['token'] as string;
    await publishSome(3);
    await waiting;
    expect((await publisher.get(`${path}/events?after=1.3`, reader.token)).status).toBe(401);
    expect((await publisher.post(`${path}/commit`, { offset: 3 }, reader.token)).status).toBe(401);
    const states = async (): Promise<string[]> =>
      (await publisher.obligations(`?subscriber=${reader.id}`)).map(({ state }) => state as string);
    expect(await states()).toEqual(['expected', 'expected', 'expected']);
    expect(await eventsOf(path, fresh)).toEqual([1, 2, 3]);
    expect(await eventsOf(path, fresh, '?after=1.3')).toEqual([]);
    expect(await states()).toEqual(['delivered', 'delivered', 'delivered']);
  });
});

import { eventually, FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { OpenWorkStore } from '../src/storage/open-work.store.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { anotherEngine, dies, pushesOf } from './pushes.js';
import { TestPlatform, type ScriptedAnswer } from './test-platform.js';

const SECOND = 1000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let platform: TestPlatform;
const streams: string[] = [];

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
beforeEach(async () => {
  platform = await new TestPlatform().start();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await publisher.setStatus(stream, 'disabled');
  await platform.stop();
});
afterAll(() => publisher.stop());

const engine = (): DeliveryEngine => publisher.service.get(DeliveryEngine);

async function aSubscriber(at = platform, contract = {}) {
  const { id } = await publisher.enable(contract);
  const { id: streamId } = (await publisher.open(id, at.webhook)) as { id: string };
  streams.push(streamId);
  return { id, streamId };
}

async function theDelivery(streamId: string) {
  const [push] = await pushesOf(publisher, streamId);
  if (!push) throw new Error('There is no obligation.');
  return { ...push, dueIn: (push.dueAt?.getTime() ?? 0) - clock.now().getTime() };
}

describe('how long the oldest push has been due', () => {
  it('given a paused stream, then what it holds is not counted; given an enabled one, then it is', async () => {
    const oldest = async () =>
      (await publisher.service.get(OpenWorkStore).read(clock.now())).oldestDueAt;
    const { streamId } = await aSubscriber();
    await publisher.setStatus(streamId, 'paused');
    await publisher.takeIn(aListing().published());
    clock.advance(60 * SECOND);
    expect(await oldest()).toBeNull();
    // By somebody else's hand, so that the engine does not know of it while we look.
    await publisher.rows(`UPDATE stream SET status = 'enabled' WHERE id = $1`, [streamId]);
    expect(await oldest()).toEqual(new Date(clock.now().getTime() - 60 * SECOND));
  });
});

describe('retries', () => {
  it('given failures, then it tries again on the schedule, and never stops', async () => {
    const { streamId } = await aSubscriber();
    platform.answer = () => ({ status: 500 });
    await publisher.takeIn(aListing().published());
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 13; attempt++) {
      await engine().drain();
      const { attempts, dueIn, state } = await theDelivery(streamId);
      expect([attempts, state]).toEqual([attempt, 'pending']);
      waits.push(dueIn / SECOND);
      clock.advance(dueIn);
    }
    const schedule = [
      5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200,
    ];
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual((schedule[i] ?? 0) * 0.8);
      expect(wait).toBeLessThanOrEqual((schedule[i] ?? 0) * 1.2);
    });
  });

  it.each([
    [503, '1', 1],
    [429, '90', 90],
  ])(
    'given a %i with Retry-After: %s, then it waits as long as it was asked to',
    async (status, after, wait) => {
      const { streamId } = await aSubscriber();
      platform.answer = () => ({ status, headers: { 'retry-after': after } });
      await publisher.takeIn(aListing().published());
      await engine().drain();
      expect((await theDelivery(streamId)).dueIn).toBe(wait * SECOND);
    },
  );

  it.each([301, 410, 401, 404])(
    'given a %i, then it is a failure, and is tried again',
    async (status) => {
      const { streamId } = await aSubscriber();
      platform.answer = () => ({ status, headers: { location: `${platform.url}/elsewhere` } });
      await publisher.takeIn(aListing().published());
      await engine().drain();
      expect(platform.arrivals).toHaveLength(1);
      expect(platform.lookups).toHaveLength(0);
      expect((await theDelivery(streamId)).state).toBe('pending');
    },
  );

  it('given a subscriber that does not answer, then it is unreachable until it does', async () => {
    const { id, streamId } = await aSubscriber();
    await platform.stop();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const flags = async () =>
      (await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`))[0]?.['flags'];
    for (let attempt = 1; attempt <= 5; attempt++) {
      await engine().drain();
      expect(await flags()).toEqual(attempt < 5 ? [] : ['unreachable']);
      clock.advance((await theDelivery(streamId)).dueIn);
    }
    const port = Number(
      new URL(
        (await publisher.rows('SELECT url FROM stream WHERE id = $1', [streamId]))[0]?.[
          'url'
        ] as string,
      ).port,
    );
    platform = await new TestPlatform().start(port);
    await engine().drain();
    expect(await flags()).toEqual([]);
  });

  it('given every attempt, then what came of it is kept, and the subscriber is told which one it is', async () => {
    const { streamId } = await aSubscriber();
    const answers: ScriptedAnswer[] = [{ status: 500 }, { status: 204 }];
    platform.answer = () => answers.shift() ?? { status: 500 };
    await publisher.takeIn(aListing().published());
    await engine().drain();
    clock.advance((await theDelivery(streamId)).dueIn);
    await engine().drain();
    const kept = await publisher.rows(
      'SELECT id, attempt, outcome, http_status FROM attempt WHERE stream_id = $1 ORDER BY attempt',
      [streamId],
    );
    const told = platform.arrivals.map(({ claims }) => [claims['jti'], claims['attempt']]);
    expect(kept.map(({ id, attempt }) => [id as string, attempt as number])).toEqual(told);
    expect(
      kept.map(({ outcome, http_status }) => [outcome as string, http_status as number]),
    ).toEqual([
      ['status', 500],
      ['delivered', 204],
    ]);
  });
});

describe('several processes', () => {
  it('given a process that died with a request under way, then another one pushes when its lease has ended', async () => {
    const { streamId } = await aSubscriber();
    await engine().drain();
    platform.answer = () => new Promise(() => undefined);
    await publisher.takeIn(aListing().published());
    await eventually(() => platform.arrivals.length === 1);
    platform.answer = () => ({ status: 204 });
    const heir = anotherEngine(publisher);
    await heir.drain();
    expect(platform.arrivals).toHaveLength(1);
    await dies(publisher, engine());
    await heir.drain();
    expect(platform.arrivals).toHaveLength(2);
    expect(new Set(platform.arrivals.map(({ eventId }) => eventId)).size).toBe(1);
    expect(await theDelivery(streamId)).toMatchObject({ state: 'delivered', attempts: 1 });
    await heir.stop();
    await publisher.service.restart();
  });

  it('given a restart in the middle of a request, then the delivery is made again', async () => {
    const { streamId } = await aSubscriber();
    platform.answer = () => new Promise(() => undefined);
    await publisher.takeIn(aListing().published());
    await eventually(() => platform.arrivals.length === 1);
    platform.answer = () => ({ status: 204 });
    await publisher.service.restart();
    await engine().drain();
    expect(platform.arrivals).toHaveLength(2);
    expect(new Set(platform.arrivals.map(({ eventId }) => eventId)).size).toBe(1);
    expect(await theDelivery(streamId)).toMatchObject({ state: 'delivered', attempts: 2 });
  });
});

describe('a stream that hangs', () => {
  it('does not hold the others up, nor more than its share of requests', async () => {
    const hanging = await new TestPlatform().start();
    const release: (() => void)[] = [];
    hanging.answer = () => new Promise((answer) => release.push(() => answer({ status: 204 })));
    await aSubscriber(hanging);
    const { id } = await aSubscriber();
    const listings = Array.from({ length: 30 }, () => aListing());
    for (const listing of listings) await publisher.takeIn(listing.published());
    await eventually(() => platform.arrivals.length === listings.length);
    expect(hanging.arrivals.length).toBeLessThanOrEqual(8);
    const found = await publisher.obligations(`?subscriber=${id}`);
    expect(found).toHaveLength(30);

    hanging.answer = () => ({ status: 204 });
    for (const each of release) each();
    await engine().drain();
    expect(hanging.arrivals).toHaveLength(30);
    await hanging.stop();
  });
});

import { FixedClock } from '#testing';
import { PublisherUnderTest } from './publisher-under-test.js';
import {
  aToldPlatform,
  publishListings,
  pushAll,
  toldOf,
  typesAt,
  type Told,
} from './told-platform.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
let told: Told;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
beforeEach(async () => {
  told = await aToldPlatform(publisher);
});
afterEach(async () => {
  await publisher.setStatus(told.streamId, 'disabled');
  await told.platform.stop();
});
afterAll(() => publisher.stop());

interface Standing {
  settledOffset: number;
  breaker: Record<string, unknown>;
}

async function standing(): Promise<Standing> {
  const { body } = await publisher.get(`/v1/streams/${told.streamId}`);
  return body['push'] as Standing;
}

async function breaker(): Promise<Standing['breaker']> {
  return (await standing()).breaker;
}

async function inTrouble(): Promise<string[]> {
  const { body } = await publisher.get('/v1/exceptions/streams');
  const all = (body as { data: { id: string; reasons: string[] }[] }).data;
  return all.find(({ id }) => id === told.streamId)?.reasons ?? [];
}

describe('a stream whose endpoint is down', () => {
  it('given ten failures, then no removal is risked on it any more, and nothing is dropped', async () => {
    const { platform, id } = told;
    platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 30);
    await pushAll(publisher);
    expect(platform.arrivals.length).toBeGreaterThanOrEqual(10);
    expect(platform.arrivals.length).toBeLessThan(30);
    expect(await breaker()).toMatchObject({ state: 'open', reason: 'failures', failedProbes: 0 });
    expect(await inTrouble()).toEqual(['failures']);
    const before = platform.arrivals.length;
    // What was tried is settled, though more was ready to go.
    expect((await standing()).settledOffset).toBe(before);
    clock.advance(29 * SECOND);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(before);

    // Half-open: a verification event, and no live removal.
    clock.advance(1 * SECOND);
    await pushAll(publisher);
    expect(typesAt(platform).slice(before)).toEqual(['stream.verification.v1']);
    expect(await breaker()).toMatchObject({
      state: 'open',
      failedProbes: 1,
      nextProbeAt: new Date(clock.now().getTime() + MINUTE).toISOString(),
    });

    platform.answer = () => ({ status: 204 });
    clock.advance(MINUTE);
    await pushAll(publisher);
    expect(await breaker()).toMatchObject({ state: 'closed', since: null, nextProbeAt: null });
    expect(new Set(toldOf(platform).map(({ eventId }) => eventId)).size).toBe(30);
    const states = (await publisher.obligations(`?subscriber=${id}`)).map(
      ({ state }) => state as string,
    );
    expect(new Set(states)).toEqual(new Set(['delivered']));
    expect(await inTrouble()).toEqual([]);
  });

  it('given an endpoint that says it is gone, then it is asked rarely, shown to operations, and nothing is dropped', async () => {
    const { platform } = told;
    platform.answer = () => ({ status: 410 });
    await publishListings(publisher, 5);
    await pushAll(publisher);
    expect(platform.arrivals.length).toBeLessThanOrEqual(2);
    expect(await breaker()).toMatchObject({ state: 'open', reason: 'gone' });
    expect(await inTrouble()).toEqual(['gone']);
    clock.advance(4 * MINUTE);
    await pushAll(publisher);
    expect(typesAt(platform)).not.toContain('stream.verification.v1');

    // A person says that it is back: no probe is waited for.
    platform.answer = () => ({ status: 204 });
    await publisher.setStatus(told.streamId, 'enabled');
    await pushAll(publisher);
    expect(new Set(toldOf(platform).map(({ eventId }) => eventId)).size).toBe(5);
    expect(await breaker()).toMatchObject({ state: 'closed' });
  });

  it('given a refused event, then its endpoint works: the breaker counts it as good', async () => {
    told.platform.answer = () => ({ status: 422 });
    await publishListings(publisher, 12);
    await pushAll(publisher);
    expect(told.platform.arrivals).toHaveLength(12);
    expect(await breaker()).toMatchObject({ state: 'closed' });
    expect(await inTrouble()).toEqual(['stuck']);
  });

  it('given another stream beside it, then that one is told at once', async () => {
    const live = await aToldPlatform(publisher);
    told.platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 20);
    await pushAll(publisher);
    expect(live.platform.arrivals).toHaveLength(20);
    await publisher.setStatus(live.streamId, 'disabled');
    await live.platform.stop();
  });

  it('given a restart, then the next owner of the stream knows that it is open', async () => {
    told.platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 12);
    await pushAll(publisher);
    const before = told.platform.arrivals.length;
    await publisher.service.restart();
    await pushAll(publisher);
    expect(told.platform.arrivals).toHaveLength(before);
    expect(await breaker()).toMatchObject({ state: 'open' });
  });
});

import { eventually, FixedClock } from '#testing';
import { PublisherUnderTest } from './publisher-under-test.js';
import { pushesOf } from './pushes.js';
import { aToldPlatform, publishListings, pushAll, type Told } from './told-platform.js';

const SECOND = 1000;
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

describe('how fast a stream is pushed to', () => {
  it('given a rate, then a burst of one second and no more in any second after', async () => {
    const { platform, streamId } = told;
    await publisher.rows('UPDATE stream SET rate_per_second = 4 WHERE id = $1', [streamId]);
    await pushAll(publisher);
    await publishListings(publisher, 10);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(4);
    clock.advance(1 * SECOND);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(8);
    clock.advance(500);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(10);
  });

  it('given answers that take their time, then it begins with two at once and never has more than its limit', async () => {
    const { platform, streamId } = told;
    await publisher.rows('UPDATE stream SET max_in_flight = 3 WHERE id = $1', [streamId]);
    await pushAll(publisher);
    const release: (() => void)[] = [];
    let atOnce = 0;
    let most = 0;
    platform.answer = () => {
      most = Math.max(most, ++atOnce);
      return new Promise((answer) =>
        release.push(() => {
          atOnce--;
          answer({ status: 204 });
        }),
      );
    };
    await publishListings(publisher, 12);
    await eventually(() => release.length === 2);
    for (let ended = 0; ended < 12; ended++) {
      await eventually(() => release.length > ended);
      release[ended]?.();
    }
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(12);
    expect(most).toBe(3);
  });

  it('given a Retry-After, then the whole stream waits for it', async () => {
    const { platform } = told;
    platform.answer = () => ({ status: 503, headers: { 'retry-after': '90' } });
    await publishListings(publisher, 6);
    await pushAll(publisher);
    const asked = platform.arrivals.length;
    expect(asked).toBeLessThanOrEqual(2);
    platform.answer = () => ({ status: 204 });
    clock.advance(89 * SECOND);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(asked);
    clock.advance(1 * SECOND);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(asked + 6);
  });

  it('given a Retry-After and a restart, then the next owner waits for it too, until operations enable the stream', async () => {
    const { platform, streamId } = told;
    platform.answer = () => ({ status: 503, headers: { 'retry-after': '90' } });
    await publishListings(publisher, 1);
    await pushAll(publisher);
    platform.answer = () => ({ status: 204 });
    await publisher.service.restart();
    await publishListings(publisher, 3);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(1);
    clock.advance(30 * SECOND);
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(1);
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(5);
  });

  it('given a 429 that names no time, then that push waits a minute at least, and the stream a little', async () => {
    const { platform, streamId } = told;
    platform.answer = () => ({ status: 429 });
    await publishListings(publisher, 1);
    await pushAll(publisher);
    const [push] = await pushesOf(publisher, streamId);
    const wait = (push?.dueAt?.getTime() ?? 0) - clock.now().getTime();
    expect(wait).toBeGreaterThanOrEqual(60 * SECOND);
    expect(wait).toBeLessThanOrEqual(72 * SECOND);
  });
});

import { eventually, FixedClock } from '#testing';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, publishListings, pushAll } from './told-platform.js';

const MINUTE = 60_000;
const clock = new FixedClock(new Date());
let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
afterAll(() => publisher.stop());

async function scrape(): Promise<Map<string, number>> {
  const text = await (await fetch(`${publisher.service.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

const attempts = (outcome: string): string => `yichu_delivery_attempts_total{outcome="${outcome}"}`;

describe('the figures of deliveries', () => {
  it('given pushes that arrive, are refused and fail, then each is counted by what came of it, and timed', async () => {
    const { streamId, platform } = await aToldPlatform(publisher);
    const before = await scrape();
    const gained = (after: Map<string, number>, series: string): number =>
      (after.get(series) ?? 0) - (before.get(series) ?? 0);
    await publishListings(publisher, 3);
    await pushAll(publisher);
    platform.answer = () => ({ status: 422 });
    await publishListings(publisher, 2);
    await pushAll(publisher);
    platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 1);
    await pushAll(publisher);
    const after = await scrape();
    const outcomes = ['delivered', 'nacked', 'status'];
    expect(outcomes.map((outcome) => gained(after, attempts(outcome)))).toEqual([3, 2, 1]);
    const [push, endToEnd] = ['yichu_delivery_push_seconds', 'yichu_delivery_end_to_end_seconds'];
    expect(gained(after, `${push}_count`)).toBe(6);
    expect(gained(after, `${push}_bucket{le="15"}`)).toBe(6);
    expect(gained(after, `${push}_sum`)).toBeGreaterThan(0);
    // Only what has arrived has come to its end.
    expect(gained(after, `${endToEnd}_count`)).toBe(3);
    expect(gained(after, `${endToEnd}_bucket{le="120"}`)).toBe(3);
    await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
  });

  it('given a stream that is down, then its lag, its breaker and how long the oldest has been due are shown, and go', async () => {
    const { streamId, platform } = await aToldPlatform(publisher);
    platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 12);
    await pushAll(publisher);
    // It is written down now and then only how far a stream is settled.
    await publisher.rows('UPDATE push_progress SET settled_offset = 1 WHERE stream_id = $1', [
      streamId,
    ]);
    // All are due again, and the breaker lets none through.
    clock.advance(20 * MINUTE);
    const own = `{stream="${streamId}",channel="webhook",status="enabled"}`;
    const shown = await eventually(async () => {
      const series = await scrape();
      return series.get(`yichu_stream_lag${own}`) === 12 && series;
    });
    expect(shown.get(`yichu_stream_breaker_open{stream="${streamId}"}`)).toBe(1);
    expect(shown.get('yichu_breakers{state="open"}')).toBe(1);
    expect(shown.get(`yichu_stream_lag_seconds${own}`)).toBeGreaterThanOrEqual(20 * 60);
    expect(shown.get('yichu_oldest_due_push_seconds')).toBeGreaterThan(15 * 60);
    platform.answer = () => ({ status: 204 });
    await publisher.setStatus(streamId, 'enabled');
    await publisher.takeIn(aListing().published());
    await pushAll(publisher);
    const healed = await eventually(async () => {
      const series = await scrape();
      return series.get('yichu_oldest_due_push_seconds') === 0 && series;
    });
    expect(healed.get(`yichu_stream_lag${own}`) ?? 0).toBe(0);
    expect(healed.get('yichu_breakers{state="open"}')).toBe(0);
    expect(healed.has(`yichu_stream_breaker_open{stream="${streamId}"}`)).toBe(false);
    await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
  });
});

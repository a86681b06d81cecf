import fc from 'fast-check';
import {
  LAST_RETRY_DELAY,
  nextAttemptAfterNack,
  nextAttemptAt,
  RETRY_DELAYS,
} from './retry-schedule.js';

const now = new Date('2026-03-02T08:00:00Z');
const SECOND = 1000;
const failed = { attempts: 1, now, applyBy: null, retryAfter: null, random: 0.5 };
const delayOf = (at: Date): number => at.getTime() - now.getTime();

describe('retry schedule', () => {
  it.each([
    [1, 5 * SECOND],
    [2, 30 * SECOND],
    [3, 120 * SECOND],
    [10, 12 * 3600 * SECOND],
    [11, 12 * 3600 * SECOND],
    [400, 12 * 3600 * SECOND],
  ])('after attempt %i waits %i ms', (attempts, delay) => {
    expect(delayOf(nextAttemptAt({ ...failed, attempts }))).toBe(delay);
  });

  it('stays within ±20 % of the schedule and never gives up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, random) => {
          const scheduled = RETRY_DELAYS[attempts - 1] ?? LAST_RETRY_DELAY;
          const delay = delayOf(nextAttemptAt({ ...failed, attempts, random }));
          expect(delay).toBeGreaterThanOrEqual(scheduled * 0.8 - 1);
          expect(delay).toBeLessThanOrEqual(scheduled * 1.2 + 1);
        },
      ),
    );
  });

  it('does what Retry-After says, shorter or longer than the schedule', () => {
    expect(delayOf(nextAttemptAt({ ...failed, attempts: 4, retryAfter: 1 * SECOND }))).toBe(
      1 * SECOND,
    );
    expect(delayOf(nextAttemptAt({ ...failed, retryAfter: 3600 * SECOND }))).toBe(3600 * SECOND);
  });

  it('does not let Retry-After push the next attempt past the deadline', () => {
    const applyBy = new Date(now.getTime() + 60 * SECOND);
    expect(nextAttemptAt({ ...failed, applyBy, retryAfter: 3600 * SECOND })).toEqual(applyBy);
  });

  it('falls back to the schedule once the deadline has passed', () => {
    const applyBy = new Date(now.getTime() - 60 * SECOND);
    expect(delayOf(nextAttemptAt({ ...failed, applyBy, retryAfter: 3600 * SECOND }))).toBe(
      5 * SECOND,
    );
  });

  it('never retries at once, whatever the receiver asks for', () => {
    expect(delayOf(nextAttemptAt({ ...failed, retryAfter: 0 }))).toBe(1 * SECOND);
  });

  it('offers a refused event again after half a day', () => {
    expect(delayOf(nextAttemptAfterNack(now, 0.5))).toBe(12 * 3600 * SECOND);
  });
});

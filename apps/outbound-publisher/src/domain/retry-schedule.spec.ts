import fc from 'fast-check';
import {
  askedWait,
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

  it('honours no wait of more than half a day', () => {
    expect(askedWait({ ...failed, retryAfter: 7 * 24 * 3600 * SECOND })).toBe(12 * 3600 * SECOND);
    expect(askedWait(failed)).toBeNull();
  });

  it.each(['timeout', 'throttled'] as const)(
    'waits a minute at least after a %s, unless the receiver says how long',
    (reason) => {
      const delay = (attempts: number, random: number) =>
        delayOf(nextAttemptAt({ ...failed, attempts, reason, random }));
      expect(delay(1, 0)).toBe(60 * SECOND);
      // Spread, too.
      expect(delay(1, 0.5)).toBe(66 * SECOND);
      expect(delay(4, 0.5)).toBe(600 * SECOND);
      expect(delayOf(nextAttemptAt({ ...failed, reason, retryAfter: 2 * SECOND }))).toBe(
        2 * SECOND,
      );
    },
  );

  it('keeps to the deadline and to its own bounds, whatever is asked of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.option(fc.nat(30 * 24 * 3600 * SECOND)),
        fc.option(fc.integer({ min: -3600 * SECOND, max: 30 * 24 * 3600 * SECOND })),
        fc.constantFrom('timeout', 'throttled', 'status', 'unavailable', 'auth'),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, retryAfter, untilDeadline, reason, random) => {
          const applyBy = untilDeadline === null ? null : new Date(now.getTime() + untilDeadline);
          const given = { attempts, now, applyBy, retryAfter, reason, random };
          const delay = delayOf(nextAttemptAt(given));
          const unasked = delayOf(nextAttemptAt({ ...given, retryAfter: null }));
          expect(delay).toBeGreaterThanOrEqual(Math.min(1 * SECOND, unasked));
          expect(delay).toBeLessThanOrEqual(1.2 * LAST_RETRY_DELAY);
          if (retryAfter === null) return;
          // Asking for a wait never puts us past the deadline that the schedule alone would keep.
          if (untilDeadline !== null) {
            expect(delay).toBeLessThanOrEqual(Math.max(unasked, untilDeadline));
          }
          expect(delay).toBeLessThanOrEqual(Math.max(retryAfter, 1 * SECOND));
        },
      ),
    );
  });

  it('offers a refused event again after half a day', () => {
    expect(delayOf(nextAttemptAfterNack(now, 0.5))).toBe(12 * 3600 * SECOND);
  });
});

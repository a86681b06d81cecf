import fc from 'fast-check';
import { LONGEST_WAIT, Pace, type PaceResult } from './pace.js';

const SECOND = 1000;
const start = Date.parse('2026-03-02T08:00:00Z');

/** Starts as many as there is room for. */
function fill(pace: Pace, now: number, inFlight = 0): number {
  const room = pace.room(now, inFlight);
  for (let i = 0; i < room; i++) pace.started(now);
  return room;
}

describe('pace of a stream', () => {
  it('starts with two at once and lets one more go with each success, up to its limit', () => {
    const pace = new Pace({ maxInFlight: 5 });
    const rooms = Array.from({ length: 6 }, () => {
      const room = pace.room(start, 0);
      pace.ended(start, 'ok');
      return room;
    });
    expect(rooms).toEqual([2, 3, 4, 5, 5, 5]);
  });

  it('tries one at a time while pushes fail, and goes on as before once one succeeds', () => {
    const pace = new Pace({ maxInFlight: 8 });
    for (let i = 0; i < 4; i++) pace.ended(start, 'ok');
    pace.ended(start, 'failed');
    expect([pace.room(start, 0), pace.room(start, 1), pace.room(start, 5)]).toEqual([1, 0, 0]);
    pace.ended(start, 'nacked');
    expect(pace.room(start, 0)).toBe(6);
  });

  it('halves what it lets go at once with each timeout', () => {
    const pace = new Pace({ maxInFlight: 8 });
    for (let i = 0; i < 6; i++) pace.ended(start, 'ok');
    pace.ended(start, 'timeout');
    pace.ended(start, 'timeout');
    expect(pace.room(start, 0)).toBe(1);
    pace.ended(start, 'nacked');
    expect(pace.room(start, 0)).toBe(2);
  });

  it('lets a burst of one second go, then its rate', () => {
    const pace = new Pace({ ratePerSecond: 4, maxInFlight: 100 });
    for (let i = 0; i < 98; i++) pace.ended(start, 'ok');
    expect(fill(pace, start)).toBe(4);
    expect(pace.nextRoomAt(start)).toBe(start + 250);
    expect(fill(pace, start + 249)).toBe(0);
    expect(fill(pace, start + 250)).toBe(1);
    expect(fill(pace, start + 60 * SECOND)).toBe(4);
  });

  it('waits for as long as the receiver asks, at most half a day', () => {
    const pace = new Pace();
    pace.ended(start, 'failed', 90 * SECOND);
    expect([pace.room(start, 0), pace.nextRoomAt(start)]).toEqual([0, start + 90 * SECOND]);
    pace.waitFor(start, 1 * SECOND);
    expect(pace.nextRoomAt(start)).toBe(start + 90 * SECOND);
    pace.waitFor(start, 100 * LONGEST_WAIT);
    expect(pace.nextRoomAt(start)).toBe(start + LONGEST_WAIT);
    pace.reset();
    expect([pace.room(start, 0), pace.nextRoomAt(start)]).toEqual([2, null]);
  });

  it('waits ever longer for a receiver that throttles without a word, at most a minute', () => {
    const pace = new Pace();
    const waits: number[] = [];
    let now = start;
    for (let i = 0; i < 8; i++) {
      pace.ended(now, 'throttled');
      const next = pace.nextRoomAt(now) ?? NaN;
      waits.push((next - now) / SECOND);
      now = next;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    pace.ended(now, 'ok');
    pace.ended(now, 'throttled');
    expect(pace.nextRoomAt(now)).toBe(now + 1 * SECOND);
  });

  it('is not stopped by a clock that is set back', () => {
    const pace = new Pace({ ratePerSecond: 2 });
    fill(pace, start);
    const back = start - 3600 * SECOND;
    expect(pace.nextRoomAt(back)).toBeLessThanOrEqual(back + 1 * SECOND);
  });

  it('takes new limits over at once', () => {
    const pace = new Pace({ ratePerSecond: 1, maxInFlight: 8 });
    for (let i = 0; i < 6; i++) pace.ended(start, 'ok');
    fill(pace, start);
    pace.configure({ ratePerSecond: null, maxInFlight: 3 });
    expect([pace.room(start, 0), pace.nextRoomAt(start)]).toEqual([3, null]);
  });

  it('never starts more than rate and burst allow, nor more at once than its limit; always some in the end', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3 * SECOND) }),
      fc.record({ kind: fc.constant('fill' as const) }),
      fc.record({ kind: fc.constant('asked' as const), ms: fc.nat(5 * SECOND) }),
      fc.record({
        kind: fc.constant('end' as const),
        result: fc.constantFrom<PaceResult[]>(
          'ok',
          'ok',
          'ok',
          'failed',
          'timeout',
          'throttled',
          'nacked',
        ),
      }),
    );
    let starts = 0;
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 50 })),
        fc.integer({ min: 1, max: 16 }),
        fc.array(step, { minLength: 40, maxLength: 200 }),
        (ratePerSecond, maxInFlight, steps) => {
          const pace = new Pace({ ratePerSecond, maxInFlight });
          const startedAt: number[] = [];
          let now = start;
          let inFlight = 0;
          for (const each of steps) {
            if (each.kind === 'wait') now += each.ms;
            if (each.kind === 'asked') pace.waitFor(now, each.ms);
            if (each.kind === 'end' && inFlight > 0) {
              inFlight -= 1;
              pace.ended(now, each.result);
            }
            if (each.kind === 'fill') {
              const room = fill(pace, now, inFlight);
              inFlight += room;
              for (let i = 0; i < room; i++) startedAt.push(now);
            }
            expect(inFlight).toBeLessThanOrEqual(maxInFlight);
          }
          if (ratePerSecond !== null) expectWithin(startedAt, ratePerSecond);
          // With nothing in flight there is room as soon as it says.
          const at = pace.nextRoomAt(now) ?? now;
          expect(pace.room(at, 0)).toBeGreaterThanOrEqual(1);
          if (at > now) expect(pace.room(at - 1, 0)).toBe(0);
          starts += startedAt.length;
        },
      ),
    );
    expect(starts).toBeGreaterThan(150);
  });
});

/** Over every window, the burst beside the rate at most. */
function expectWithin(startedAt: readonly number[], rate: number): void {
  startedAt.forEach((from, i) => {
    for (let j = i; j < startedAt.length; j++) {
      const seconds = ((startedAt[j] ?? 0) - from) / SECOND;
      if (j - i + 1 > rate * seconds + Math.max(1, rate) + 1e-6) {
        throw new Error(`${j - i + 1} starts within ${seconds} s at ${rate} per second`);
      }
    }
  });
}

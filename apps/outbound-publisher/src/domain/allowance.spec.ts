import fc from 'fast-check';
import { Allowance } from './allowance.js';

const SIZE = { perSecond: 10, burst: 5 };

describe('what one caller may ask in a second, and at once', () => {
  it('given a full allowance, then a burst is taken from it and not one more', () => {
    const allowance = new Allowance(SIZE, 0);
    expect([1, 2, 3, 4, 5].map(() => allowance.take(1, 0))).toEqual([0, 0, 0, 0, 0]);
    expect(allowance.take(1, 0)).toBe(100);
  });

  it('given it was used up, then it is there again when it said so', () => {
    const allowance = new Allowance(SIZE, 0);
    allowance.take(5, 0);
    const wait = allowance.take(3, 0);
    expect(wait).toBe(300);
    expect(allowance.take(3, wait - 1)).toBeGreaterThan(0);
    expect(allowance.take(3, wait)).toBe(0);
  });

  it('given more is asked for than it can hold, then a full one gives all it has', () => {
    expect(new Allowance(SIZE, 0).take(500, 0)).toBe(0);
  });

  it('given a clock that goes back, then nothing is gained', () => {
    const allowance = new Allowance(SIZE, 1_000);
    allowance.take(5, 1_000);
    expect(allowance.take(1, 0)).toBeGreaterThan(0);
  });

  it('given any requests, then never more is taken than the burst and what has come back since', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ cost: fc.integer({ min: 1, max: 5 }), after: fc.nat(400) })),
        (requests) => {
          const allowance = new Allowance(SIZE, 0);
          let now = 0;
          let taken = 0;
          for (const { cost, after } of requests) {
            now += after;
            if (allowance.take(cost, now) === 0) taken += cost;
          }
          expect(taken).toBeLessThanOrEqual(SIZE.burst + (now * SIZE.perSecond) / 1000 + 1e-6);
        },
      ),
    );
  });
});

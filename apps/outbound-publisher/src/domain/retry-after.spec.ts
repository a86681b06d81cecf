import fc from 'fast-check';
import { retryAfterOf } from './retry-after.js';

const now = new Date('2026-03-02T08:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1000],
    [' 120 ', 120_000],
    ['Mon, 02 Mar 2026 08:00:30 GMT', 30_000],
    ['Monday, 02-Mar-26 08:00:30 GMT', 30_000],
    ['Mon, 02 Mar 2026 07:00:00 GMT', 0],
    ['99999999999999999999', 366 * 24 * 3600 * 1000],
    [null, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['soon', null],
    ['2026', 2026_000],
    ['１２', null],
  ])('%j asks for %p ms', (header, wait) => {
    expect(retryAfterOf(header, now)).toBe(wait);
  });

  it('asks for nothing, or for a wait that a clock can hold, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date().map(String), fc.nat().map(String)), (header) => {
        const wait = retryAfterOf(header, now);
        expect(wait === null || (wait >= 0 && wait <= 366 * 24 * 3600 * 1000)).toBe(true);
      }),
    );
  });
});

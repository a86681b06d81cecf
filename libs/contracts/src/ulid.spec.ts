import fc from 'fast-check';
import { decodeTime, isValid } from 'ulid';
import { monotonicUlids } from './ulid.js';

const someBytes = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

describe('ULIDs', () => {
  it('given any clock, set back too, then they are well-formed and each is greater than all before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), { minLength: 1, maxLength: 50 }),
        (times) => {
          let at = 0;
          const next = monotonicUlids(() => times[at] ?? 0, someBytes);
          let before = '';
          let latest = 0;
          for (; at < times.length; at++) {
            const ulid = next();
            latest = Math.max(latest, times[at] ?? 0);
            expect(isValid(ulid)).toBe(true);
            expect(decodeTime(ulid)).toBe(latest);
            expect(ulid > before).toBe(true);
            before = ulid;
          }
        },
      ),
    );
  });

  it('given the greatest draw, then two millions within one millisecond still grow', () => {
    const next = monotonicUlids(
      () => 1_763_856_000_000,
      (bytes) => void bytes.fill(255),
    );
    let before = next();
    for (let n = 0; n < 2_000_000; n++) {
      const ulid = next();
      if (ulid <= before || ulid.length !== 26) throw new Error(`${ulid} after ${before}`);
      before = ulid;
    }
  });

  it('given another millisecond or process, then the rest is drawn anew', () => {
    let now = 0;
    const one = monotonicUlids(() => now++, someBytes);
    const other = monotonicUlids(() => 0, someBytes);
    const rests = [one(), one(), other()].map((ulid) => ulid.slice(10));
    expect(new Set(rests).size).toBe(3);
  });
});

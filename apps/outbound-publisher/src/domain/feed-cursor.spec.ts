import fc from 'fast-check';
import { formatFeedCursor, judgeCursor, parseFeedCursor } from './feed-cursor.js';

describe('feed cursor', () => {
  it('given any cursor, then parsing what was formatted gives it back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.nat(), (epoch, offset) => {
        expect(parseFeedCursor(formatFeedCursor({ epoch, offset }))).toEqual({ epoch, offset });
      }),
    );
  });

  it.each(['', '1', '1.', '.1', '01.1', '1.01', '0.1', '1.-1', '1.1.1', ' 1.1', '1.1e3', 'a.b'])(
    'given %p, then it is no cursor',
    (text) => {
      expect(parseFeedCursor(text)).toBeNull();
    },
  );

  it.each([
    [{ epoch: 1, offset: 0 }, 'good'],
    [{ epoch: 1, offset: 7 }, 'good'],
    [{ epoch: 1, offset: 8 }, 'never-issued'],
    [{ epoch: 2, offset: 1 }, 'expired'],
  ] as const)('given the feed ends at 1.7, then %j is %s', (cursor, verdict) => {
    expect(judgeCursor(cursor, { epoch: 1, oldestOffset: 1, lastOffset: 7 })).toBe(verdict);
  });

  it.each([
    [3, 'expired', 'it would skip 4'],
    [4, 'good', 'the next is the oldest that is kept'],
  ] as const)(
    'given what is before 5 was redacted, then 1.%i is %s: %s',
    (offset, verdict, _why) => {
      const end = { epoch: 1, oldestOffset: 5, lastOffset: 7 };
      expect(judgeCursor({ epoch: 1, offset }, end)).toBe(verdict);
    },
  );

  it('given all of it was redacted, then its end is a place to go on from', () => {
    const end = { epoch: 1, oldestOffset: 8, lastOffset: 7 };
    expect(judgeCursor({ epoch: 1, offset: 7 }, end)).toBe('good');
  });
});

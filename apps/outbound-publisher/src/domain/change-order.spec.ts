import { turnOf } from './change-order.js';

describe('turnOf', () => {
  it.each([
    ['the first seen may be any', { version: 7, previousVersion: 6 }, null, 'take-in'],
    ['the next one is taken in', { version: 3, previousVersion: 2 }, 2, 'take-in'],
    ['versions may jump', { version: 9, previousVersion: 2 }, 2, 'take-in'],
    [
      'a predecessor that was passed counts as seen',
      { version: 9, previousVersion: 2 },
      3,
      'take-in',
    ],
    ['an equal one is ignored', { version: 2, previousVersion: 1 }, 2, 'ignore'],
    ['an older one is ignored', { version: 1, previousVersion: null }, 2, 'ignore'],
    ['a gap is waited for', { version: 4, previousVersion: 3 }, 2, 'await-predecessor'],
  ] as const)('%s', (_why, change, head, turn) => {
    expect(turnOf(change, { head, listing: true })).toBe(turn);
  });

  it.each([
    ['waits for it, though it is its first', { version: 2, previousVersion: null }, null],
    ['waits for it before its predecessor', { version: 4, previousVersion: 3 }, 2],
  ] as const)('a lift whose listing is not known %s', (_why, change, head) => {
    expect(turnOf(change, { head, listing: false })).toBe('await-listing');
  });

  it('an equal one has nothing to wait for, be its listing known or not', () => {
    const change = { version: 2, previousVersion: null };
    expect(turnOf(change, { head: 2, listing: false })).toBe('ignore');
  });
});

import { aTerm, listingsInEachState } from '../../test/listing-states.js';
import { dueChange } from './due-change.js';

const unlimited = listingsInEachState(aTerm(['L1_ABLE_BUT_REFUSES']));
const termed = listingsInEachState(aTerm(['L3_EVADE'], '2026-03-02'));
const mixed = listingsInEachState(aTerm(['L1_ABLE_BUT_REFUSES', 'L3_EVADE'], '2026-03-02'));
const OPEN = { status: 'OPEN', on: null } as const;
const shield = { ...unlimited.shielded, until: '2026-12-31' };

describe('what a day brings', () => {
  it.each([
    ['the day before publication', unlimited.decided, '2026-11-30', null, ''],
    ['the day of publication', unlimited.decided, '2026-12-01', 'published null', '2026-11-30'],
    ['the last day of a grace', unlimited.grace, '2026-12-31', null, ''],
    ['the day after', unlimited.grace, '2027-01-01', 'published GRACE_ENDED', '2026-12-31'],
    ['a grace noticed late', unlimited.grace, '2027-06-01', 'published GRACE_ENDED', '2026-12-31'],
    ['the last day of a shield', shield, '2026-12-31', null, ''],
    ['the day after it', shield, '2027-01-01', 'restored SHIELD_ENDED', '2026-12-31'],
    ['a shield without end', unlimited.shielded, '2099-01-01', null, ''],
    ['the last day of a term', termed.published, '2028-03-02', null, ''],
    ['the day after a term', termed.published, '2028-03-03', 'removed TERM_EXPIRED', '2028-03-02'],
    [
      'a term that ends in a shield',
      termed.shielded,
      '2028-03-03',
      'removed TERM_EXPIRED',
      '2028-03-02',
    ],
    [
      'a shield and then a term, both noticed late',
      { ...termed.shielded, until: '2026-12-31' },
      '2028-03-03',
      'removed TERM_EXPIRED',
      '2028-03-02',
    ],
    ['a term beside L1', mixed.published, '2028-03-03', null, ''],
    ['no term', unlimited.published, '2099-01-01', null, ''],
    ['an ended listing', termed.deletedEarly, '2028-03-03', null, ''],
    ['an expired one', termed.expired, '2028-03-04', null, ''],
  ])(
    'given %s, then what is due is due since its own day',
    (_, listing, today, what, dayBefore) => {
      const due = dueChange(listing, OPEN, today);
      const change = due && `${due.change.kind} ${due.change.cause}`;
      expect(change).toBe(what);
      // Midnight in China is 16:00 UTC of the day before.
      if (due) expect(due.since.toISOString()).toBe(`${dayBefore}T16:00:00.000Z`);
    },
  );

  it('given a case that was fulfilled in the shield, then nobody comes back, unless that was a mistake', () => {
    const fulfilled = { status: 'FULFILLED', on: '2026-12-01' } as const;
    expect(dueChange(shield, fulfilled, '2027-06-01')).toBeNull();
    expect(dueChange(shield, { ...fulfilled, status: 'CLOSED' }, '2027-06-01')).toMatchObject({
      change: { kind: 'restored' },
      since: new Date('2026-12-31T16:00:00.000Z'),
    });
    expect(dueChange(shield, { status: 'OPEN', on: '2027-05-10' }, '2027-06-01')).toMatchObject({
      change: { kind: 'restored' },
      since: new Date('2027-05-09T16:00:00.000Z'),
    });
  });

  it('given a fulfilled case whose term ends, then it ends', () => {
    const over = dueChange(
      termed.shielded,
      { status: 'FULFILLED', on: '2026-12-01' },
      '2028-03-03',
    );
    expect(over).toMatchObject({ change: { cause: 'TERM_EXPIRED' } });
  });
});

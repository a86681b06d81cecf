import { aTerm, listingsInEachState, TODAY } from '../../test/listing-states.js';
import { grantGrace, publicationOf } from './publication.js';

const wish = { grace: null, publishOn: null, decidedOn: '2026-11-20' };

describe('how a listing reaches the public', () => {
  it.each([
    [wish, { kind: 'AT_ONCE' }],
    [{ ...wish, publishOn: TODAY }, { kind: 'AT_ONCE' }],
    [
      { ...wish, publishOn: '2026-11-24' },
      { kind: 'ON', publishOn: '2026-11-24' },
    ],
    [
      { ...wish, publishOn: '2026-11-22' },
      { field: 'publishOn', rule: 'PUBLISH_ON_PAST' },
    ],
    [
      { ...wish, grace: { until: '2026-12-23' } },
      { kind: 'AFTER_GRACE', from: TODAY, until: '2026-12-23' },
    ],
    [
      { ...wish, grace: { until: '2027-02-23' } },
      { kind: 'AFTER_GRACE', from: TODAY, until: '2027-02-23' },
    ],
    [
      { ...wish, grace: { until: '2026-12-22' } },
      { field: 'grace.until', rule: 'GRACE_PERIOD' },
    ],
    [
      { ...wish, grace: { until: '2027-02-24' } },
      { field: 'grace.until', rule: 'GRACE_PERIOD' },
    ],
    [
      { ...wish, grace: { until: '2026-12-20', grantedOn: '2026-11-20' } },
      { kind: 'AFTER_GRACE', from: '2026-11-20', until: '2026-12-20' },
    ],
    [
      { ...wish, grace: { until: '2026-12-20', grantedOn: '2026-11-19' } },
      { field: 'grace.grantedOn', rule: 'GRACE_GRANTED_ON' },
    ],
    [
      { ...wish, grace: { until: '2026-12-26', grantedOn: '2026-11-24' } },
      { field: 'grace.grantedOn', rule: 'GRACE_GRANTED_ON' },
    ],
    [
      { ...wish, grace: { until: '2026-12-23' }, publishOn: '2026-12-24' },
      { field: 'publishOn', rule: 'GRACE_OR_PUBLISH_ON' },
    ],
    [
      {
        grace: { until: '2026-11-20', grantedOn: '2026-09-01' },
        publishOn: null,
        decidedOn: '2026-09-01',
      },
      { field: 'grace.until', rule: 'GRACE_PERIOD' },
    ],
  ])('given %j on 2026-11-23, then %j', (asked, expected) => {
    expect(publicationOf(asked, TODAY)).toEqual(expected);
  });
});

describe('granting a grace', () => {
  const listings = listingsInEachState(aTerm(['L1_ABLE_BUT_REFUSES']));

  it('given a decided listing, then a month to three, from today', () => {
    expect(grantGrace(listings.decided, '2026-12-23', TODAY)).toMatchObject({
      kind: 'grace-granted',
      version: 4,
      from: TODAY,
    });
    expect(grantGrace(listings.decided, '2027-02-24', TODAY)).toBe('GRACE_PERIOD');
    expect(grantGrace(listings.decided, '2026-12-23', '2026-12-01')).toBe('NOT_BEFORE_PUBLICATION');
  });

  it('given a grace, then it is made longer up to three months from its start, never shorter', () => {
    expect(grantGrace(listings.grace, '2027-02-01', TODAY)).toMatchObject({ from: '2026-11-01' });
    expect(grantGrace(listings.grace, '2027-02-01', '2026-12-31')).toMatchObject({ version: 4 });
    expect(grantGrace(listings.grace, '2027-02-02', TODAY)).toBe('GRACE_PERIOD');
    expect(grantGrace(listings.grace, '2026-12-31', TODAY)).toBe('GRACE_PERIOD');
    expect(grantGrace(listings.grace, '2027-02-01', '2027-01-01')).toBe('NOT_BEFORE_PUBLICATION');
  });

  it.each(['published', 'shielded', 'deletedEarly', 'expired', 'revoked'] as const)(
    'given a listing that is %s, then it is too late',
    (state) => {
      expect(grantGrace(listings[state], '2026-12-23', TODAY)).toBe('NOT_BEFORE_PUBLICATION');
    },
  );
});

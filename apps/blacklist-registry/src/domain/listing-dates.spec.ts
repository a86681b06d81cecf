import { refuseDates } from './listing-dates.js';

describe('the dates of a listing', () => {
  it.each([
    ['2026-01-15', '2026-03-02', null],
    ['2026-03-02', '2026-03-02', null],
    ['2026-03-03', '2026-03-02', { field: 'decidedOn', rule: 'DECIDED_BEFORE_FILED' }],
    ['2026-01-15', '2026-11-24', { field: 'decidedOn', rule: 'DATE_IN_FUTURE' }],
    ['2026-11-24', '2026-11-24', { field: 'filedOn', rule: 'DATE_IN_FUTURE' }],
  ])('given filed %s and decided %s on 2026-11-23, then %j', (filedOn, decidedOn, refusal) => {
    expect(refuseDates(filedOn, decidedOn, '2026-11-23')).toEqual(refusal);
  });
});

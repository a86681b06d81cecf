import { dormancyReasons, type Dormancy } from './dormancy.js';

const SWEEP = { today: '2026-11-23', quietSince: new Date('2024-11-23T00:00:00Z') };
const awake: Dormancy = {
  termEndsOn: null,
  caseStatus: 'OPEN',
  lastActivityAt: new Date('2026-03-02T00:00:00Z'),
};

describe('why a listing counts as asleep', () => {
  it.each<[string, Partial<Dormancy>, string[]]>([
    ['nothing found', {}, []],
    ['the last day of its term', { termEndsOn: '2026-11-23' }, []],
    ['a term that ended yesterday', { termEndsOn: '2026-11-22' }, ['TERM_ENDED']],
    ['a closed case', { caseStatus: 'CLOSED' }, ['CASE_CLOSED']],
    ['a fulfilled case', { caseStatus: 'FULFILLED' }, ['CASE_FULFILLED']],
    ['an act on the first day that counts', { lastActivityAt: SWEEP.quietSince }, []],
    ['no act since before', { lastActivityAt: new Date('2024-11-22T23:59:59Z') }, ['NO_ACTIVITY']],
    [
      'all at once',
      { termEndsOn: '2022-01-01', caseStatus: 'CLOSED', lastActivityAt: new Date(0) },
      ['TERM_ENDED', 'CASE_CLOSED', 'NO_ACTIVITY'],
    ],
  ])('%s', (_what, more, reasons) => {
    expect(dormancyReasons({ ...awake, ...more }, SWEEP)).toEqual(reasons);
  });
});

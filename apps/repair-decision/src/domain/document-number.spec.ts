import { DEFAULT_NUMBERS, faultOfPattern, numberOf, seriesOf } from './document-number.js';

const MATTER = { courtCode: '皖0104', caseNumber: '（2026）皖0104执123号', year: '2026' };

describe('the number of a paper', () => {
  it('given nothing configured, then each type has its series of the court and the year', () => {
    const numbers = Object.keys(DEFAULT_NUMBERS).map((type) =>
      numberOf(seriesOf(type as keyof typeof DEFAULT_NUMBERS, DEFAULT_NUMBERS, MATTER), 12),
    );
    expect(numbers).toEqual([
      '（2026）皖0104信修12号',
      '（2026）皖0104信修证12号',
      '（2026）皖0104信修告12号',
      '（2026）皖0104信修撤12号',
      '（2026）皖0104信诺12号',
    ]);
  });

  it('given a court that continues the case number, then all its papers of a case share one series', () => {
    const pattern = '{case}之{nZh}';
    const patterns = { ...DEFAULT_NUMBERS, REPAIR_DECISION: pattern, REPAIR_NOTICE: pattern };
    const series = seriesOf('REPAIR_DECISION', patterns, MATTER);
    expect(seriesOf('REPAIR_NOTICE', patterns, MATTER)).toBe(series);
    expect(numberOf(series, 1)).toBe('（2026）皖0104执123号之一');
    expect(numberOf(series, 12)).toBe('（2026）皖0104执123号之十二');
  });

  it('given a case number that is not known, then the default series is taken', () => {
    const patterns = { ...DEFAULT_NUMBERS, REPAIR_DECISION: '{case}之{nZh}' };
    expect(seriesOf('REPAIR_DECISION', patterns, { ...MATTER, caseNumber: null })).toBe(
      '（2026）皖0104信修{n}号',
    );
  });

  it.each([
    ['（{year}）{court}信修{n}号', null],
    ['{case}之{nZh}', null],
    ['（{year}）{court}信修号', 'NO_COUNTER'],
    ['（{year}）{court}信修{n}号{n}', 'NO_COUNTER'],
    ['（{year}）{court}信修{no}号', 'UNKNOWN_PLACE'],
    ['信修{n}号', 'NOT_UNIQUE'],
    ['（{year}）信修{n}号', 'NOT_UNIQUE'],
  ])('given the pattern %s, then its fault is %s', (pattern, fault) => {
    expect(faultOfPattern(pattern)).toBe(fault);
  });
});

import fc from 'fast-check';
import { addWorkingDays, COVERAGE_THROUGH, endOfWorkingDay, shanghaiDate } from './working-days.js';

describe('工作日', () => {
  it.each([
    ['2025-09-30', '2025-10-11', '2025-10-16', '2025-10-21'],
    ['2025-12-31', '2026-01-06', '2026-01-12', '2026-01-15'],
    ['2026-01-10', '2026-01-14', '2026-01-20', '2026-01-23'],
    ['2026-02-13', '2026-02-25', '2026-03-02', '2026-03-05'],
    ['2026-04-30', '2026-05-08', '2026-05-13', '2026-05-18'],
    ['2026-06-17', '2026-06-23', '2026-06-29', '2026-07-02'],
    ['2026-09-18', '2026-09-22', '2026-09-29', '2026-10-09'],
    ['2026-10-09', '2026-10-13', '2026-10-19', '2026-10-22'],
  ])('given %s, then +3 is %s, +7 is %s, +10 is %s', (from, plus3, plus7, plus10) => {
    expect([3, 7, 10].map((n) => addWorkingDays(from, n))).toEqual(
      [plus3, plus7, plus10].map((date) => ({ date, provisional: false })),
    );
  });

  it('given a deadline past the known holidays, then it is provisional', () => {
    expect(COVERAGE_THROUGH).toBe('2026-12-31');
    expect(addWorkingDays('2026-12-31', 3).provisional).toBe(true);
    expect(addWorkingDays('2026-12-30', 1)).toEqual({ date: '2026-12-31', provisional: false });
  });

  it('given no days to add, then it is the day itself', () => {
    expect(addWorkingDays('2026-10-01', 0)).toEqual({ date: '2026-10-01', provisional: false });
  });

  it('given any day, then one working day more is later, and adding is associative', () => {
    const day = fc.date({
      min: new Date('2010-01-01'),
      max: new Date('2026-06-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, fc.nat(20), fc.nat(20), (date, n, m) => {
        const from = shanghaiDate(date);
        const stepwise = addWorkingDays(addWorkingDays(from, n).date, m);
        expect(stepwise).toEqual(addWorkingDays(from, n + m));
        expect(addWorkingDays(from, n + 1).date > addWorkingDays(from, n).date).toBe(true);
      }),
    );
  });
});

describe('endOfWorkingDay', () => {
  it('given an evening in UTC that is already the make-up Sunday in China, then that day is not counted', () => {
    expect(shanghaiDate(new Date('2026-02-13T23:30:00Z'))).toBe('2026-02-14');
    expect(endOfWorkingDay(new Date('2026-02-13T23:30:00Z'), 1)).toEqual({
      at: new Date('2026-02-24T15:59:59.999Z'),
      provisional: false,
    });
  });

  it('given the last day of the known year, then the end is provisional', () => {
    expect(endOfWorkingDay(new Date('2026-12-31T01:00:00Z'), 3).provisional).toBe(true);
  });
});

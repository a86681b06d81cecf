import fc from 'fast-check';
import { lastPassedDueDay } from './due-day.js';
import { instalmentStates, isPlan, nextDueOn, totalFen } from './payment-plan.js';

const PLAN = [
  { dueOn: '2026-10-01', fen: 100 },
  { dueOn: '2026-11-21', fen: 200 },
  { dueOn: '2026-12-31', fen: 300 },
];

describe('a plan of instalments', () => {
  it.each([
    [0, '2026-10-01', [0, 0, 0], ['OVERDUE', 'OPEN', 'OPEN']],
    [99, '2026-10-01', [99, 0, 0], ['OVERDUE', 'OPEN', 'OPEN']],
    [100, '2026-11-21', [100, 0, 0], ['PAID', 'OPEN', 'OPEN']],
    [450, '2026-12-31', [100, 200, 150], ['PAID', 'PAID', 'OPEN']],
    [600, null, [100, 200, 300], ['PAID', 'PAID', 'PAID']],
    [700, null, [100, 200, 300], ['PAID', 'PAID', 'PAID']],
  ])('given %i fen paid, then the next is due %s', (paid, next, filled, states) => {
    expect(nextDueOn(PLAN, paid)).toBe(next);
    const stand = instalmentStates(PLAN, paid, '2026-11-20');
    expect(stand.map(({ paidFen }) => paidFen)).toEqual(filled);
    expect(stand.map(({ status }) => status)).toEqual(states);
  });

  it.each([
    ['two on one day', [PLAN[0], PLAN[0]]],
    ['days going back', [PLAN[1], PLAN[0]]],
    ['an instalment of nothing', [{ dueOn: '2026-10-01', fen: 0 }]],
    ['half a fen', [{ dueOn: '2026-10-01', fen: 0.5 }]],
  ])('given %s, then it is no plan', (_what, instalments) => {
    expect(isPlan(instalments as typeof PLAN)).toBe(false);
  });

  it('given any plan and payment, then what is filled is what was paid, up to the plan’s sum', () => {
    const plan = fc
      .array(fc.integer({ min: 1, max: 1e9 }), { maxLength: 12 })
      .map((sums) =>
        sums.map((fen, month) => ({ dueOn: `2026-${String(month + 1).padStart(2, '0')}-15`, fen })),
      );
    fc.assert(
      fc.property(plan, fc.integer({ min: 0, max: 2e10 }), (instalments, paid) => {
        const stand = instalmentStates(instalments, paid, '2026-06-30');
        const filled = stand.reduce((sum, { paidFen }) => sum + paidFen, 0);
        expect(filled).toBe(Math.min(paid, totalFen(instalments)));
        const open = stand.find(({ status }) => status !== 'PAID');
        expect(nextDueOn(instalments, paid)).toBe(open?.dueOn ?? null);
      }),
    );
  });
});

describe('the last due day that is over', () => {
  it.each([
    ['2026-11-24', '2026-11-23', 'a Tuesday: Monday is over'],
    ['2026-11-23', '2026-11-20', 'a Monday: what fell due at the weekend runs until tonight'],
    ['2026-10-08', '2026-09-30', 'the first working day after the National Day holidays'],
    ['2026-10-09', '2026-10-08', 'the day after: whatever fell due in the holidays is late'],
    ['2026-10-11', '2026-10-10', 'a Sunday after a make-up Saturday'],
  ])('given %s, then it is %s (%s)', (today, passed) => {
    expect(lastPassedDueDay(today)).toEqual({ day: passed, provisional: false });
  });

  it('given a day past the known holidays, then it is provisional', () => {
    expect(lastPassedDueDay('2031-03-04').provisional).toBe(true);
  });
});

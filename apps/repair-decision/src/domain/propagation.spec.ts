import fc from 'fast-check';
import { NOTHING_KNOWN, takeReport, type ObligationReport } from './propagation.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 4, 0, second));
const take = (reports: ObligationReport[]) => reports.reduce(takeReport, NOTHING_KNOWN);

describe('how far one obligation has come', () => {
  it('given it was contradicted and later verified, then it is verified', () => {
    const { look } = take([
      { kind: 'contradicted', at: at(1) },
      { kind: 'verified', at: at(2) },
    ]);
    expect(look?.result).toBe('verified');
  });

  it('given it was verified and the record came back, then it is contradicted', () => {
    const { look } = take([
      { kind: 'verified', at: at(1) },
      { kind: 'contradicted', at: at(2) },
    ]);
    expect(look?.result).toBe('contradicted');
  });

  it('given it was overdue and then verified, then both are known', () => {
    expect(
      take([
        { kind: 'overdue', at: at(1) },
        { kind: 'verified', at: at(2) },
      ]),
    ).toEqual({ look: { result: 'verified', at: at(2) }, overdueAt: at(1) });
  });

  const reports = fc.array(
    fc.record({
      kind: fc.constantFrom('verified' as const, 'contradicted' as const, 'overdue' as const),
      at: fc.integer({ min: 0, max: 9 }).map(at),
    }),
    { maxLength: 10 },
  );

  it('given any order and any repetition of the same reports, then the same is known', () => {
    fc.assert(
      fc.property(reports, fc.nat(), (series, seed) => {
        const shuffled = [...series, ...series.slice(0, seed % 5)].sort(
          (a, b) => ((a.at.getTime() + seed) % 7) - ((b.at.getTime() + seed) % 7),
        );
        expect(take(shuffled)).toEqual(take(series));
      }),
    );
  });
});

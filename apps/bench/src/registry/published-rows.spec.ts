import { checkCitizenId, checkUscc, parseCaseNumber } from '#identifiers';
import { caseNumberOf, idNumberOf, publishedRow, unitCodeOf } from './published-rows.js';

const SOME = Array.from({ length: 20_000 }, (_, i) => 1 + i * 53);

describe('made-up records', () => {
  it('given any number, then codes and numbers are valid, of nobody alive, and each another', () => {
    for (const number of SOME) {
      expect(checkUscc(unitCodeOf(number)).ok).toBe(true);
      expect(checkCitizenId(idNumberOf(number), '1905-12-31').ok).toBe(true);
      expect(parseCaseNumber(caseNumberOf(number)).ok).toBe(true);
    }
    expect(new Set(SOME.map(unitCodeOf)).size).toBe(SOME.length);
    expect(new Set(SOME.map(idNumberOf)).size).toBe(SOME.length);
  });

  it('given a record, then its case is the one that is looked up', () => {
    const { caseCode } = JSON.parse(publishedRow(7)) as { caseCode: string };
    expect(parseCaseNumber(caseCode)).toMatchObject({ canonical: caseNumberOf(7) });
  });
});

import { checkCitizenId, checkUscc, parseCaseNumber } from '#identifiers';
import { casesFromLife } from './cases-from-life.js';

const today = new Date('2026-03-02T01:00:00Z');
const listings = casesFromLife(today).flatMap(({ listing, staysListed }) =>
  staysListed ? [listing, staysListed] : [listing],
);

describe('the cases from life', () => {
  it.each(listings.map((listing) => [listing.caseNumber, listing] as const))(
    'given %s, then its codes are valid and it belongs to the court',
    (caseNumber, { subject, instrument }) => {
      expect(parseCaseNumber(caseNumber)).toMatchObject({ ok: true, courtCode: '皖0104' });
      expect(parseCaseNumber(instrument.number).ok).toBe(true);
      const check =
        subject.type === 'UNIT'
          ? checkUscc(subject.uscc)
          : checkCitizenId(subject.idNumber, '2026-03-02');
      expect(check.ok).toBe(true);
    },
  );

  it('given persons, then all were born so long ago that nobody alive is hit', () => {
    for (const { subject } of listings) {
      if (subject.type === 'PERSON') {
        expect(Number(subject.idNumber.slice(6, 10))).toBeLessThanOrEqual(1905);
      }
    }
  });

  it('given any day, then nothing is dated in the future but the end of the shield', () => {
    for (const { filedOn, decidedOn } of listings) {
      expect(filedOn < decidedOn && decidedOn < '2026-03-02').toBe(true);
    }
  });
});

import { checkUscc } from '#identifiers';
import { canAskFor, lookupUrl, namesOneListing, type LookupValues } from './lookup-url.js';
import { CODE_LETTERS, neverIssued } from './never-issued.js';

const values: LookupValues = {
  court: '皖0104',
  caseNumber: '（2026）皖0104执123号',
  uscc: '91340100TE5T000167',
  listingRef: 'lst_01J00000000000000000000001',
};

describe('look-up address', () => {
  it('URL-encodes what it fills in', () => {
    expect(lookupUrl('http://a.example/s?c={caseNumber}&u={uscc}&x={court}', values)).toBe(
      'http://a.example/s?c=%EF%BC%882026%EF%BC%89%E7%9A%960104%E6%89%A7123%E5%8F%B7&u=91340100TE5T000167&x=%E7%9A%960104',
    );
  });

  it('fills every place of a value, and takes none from a value', () => {
    expect(lookupUrl('{court}/{court}?r={listingRef}', { ...values, court: '{listingRef}' })).toBe(
      '%7BlistingRef%7D/%7BlistingRef%7D?r=lst_01J00000000000000000000001',
    );
  });

  it('leaves a person without a code', () => {
    expect(lookupUrl('http://a.example/{uscc}', { ...values, uscc: '' })).toBe('http://a.example/');
  });

  it('asks nothing about a person by a unit’s code alone', () => {
    const byCode = 'http://a.example/{court}/{uscc}';
    expect(canAskFor(byCode, values)).toBe(true);
    expect(canAskFor(byCode, { ...values, uscc: '' })).toBe(false);
    expect(canAskFor('http://a.example/{uscc}{caseNumber}', { ...values, uscc: '' })).toBe(true);
  });

  it.each([
    ['http://a.example/{listingRef}', true],
    ['http://a.example/{caseNumber}', true],
    ['http://a.example/{court}/{uscc}', false],
  ])('%s names one listing: %s', (template, one) => {
    expect(namesOneListing(template)).toBe(one);
  });
});

describe('values that were never issued', () => {
  it('look like the real ones and are none of them', () => {
    const fresh = { listingRef: 'lst_fresh', organisation: 'TE5T0001', digits: '000042' };
    expect(neverIssued(values, fresh)).toEqual({
      court: '皖0104',
      caseNumber: '（2026）皖0104执9000042号',
      uscc: expect.stringMatching(/^91340100TE5T0001..$/) as string,
      listingRef: 'lst_fresh',
    });
    expect(neverIssued({ ...values, uscc: '' }, fresh).uscc).toBe('');
  });

  it('have valid check characters', () => {
    for (const letter of CODE_LETTERS) {
      for (const [one, other] of ['00', '1A', 'Y9']) {
        const organisation = `${one}0${letter}00${other}${letter}7`;
        const { uscc } = neverIssued(values, { listingRef: '', organisation, digits: '0' });
        expect(checkUscc(uscc)).toEqual({ ok: true, value: uscc });
      }
    }
  });

  it('keep the suffix of a case number', () => {
    const fresh = { listingRef: 'lst_fresh', organisation: 'TE5T0001', digits: '000042' };
    expect(
      neverIssued({ ...values, caseNumber: '（2015）合执字第00123号' }, fresh).caseNumber,
    ).toBe('（2015）合执字第9000042号');
  });
});

import fc from 'fast-check';
import { checkOrganisationCode, checkUscc, usccOf } from './uscc.js';

describe('统一社会信用代码', () => {
  it.each([
    '91330106YCHA0001XB',
    '91340100TE5T000167',
    '91460200MA000T014X',
    '92230102YCHA00028P',
    '12110000YCHA00036R',
    '52340000YCHA00044A',
    '91110000000000019B',
  ])('given %s, then it is valid', (code) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: code });
  });

  it.each([
    ['lower case', '91330106ycha0001xb'],
    ['full width', '９１３３０１０６ＹＣＨＡ０００１ＸＢ'],
    ['blanks around', ' 91330106YCHA0001XB\n'],
  ])('given %s, then it is normalised and valid', (_why, code) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: '91330106YCHA0001XB' });
  });

  it.each([
    ['wrong check', '91330106YCHA0001XC'],
    ['one digit changed', '91390106YCHA0001XB'],
    ['a transposition', '91330106YHCA0001XB'],
    ['the letter I', '91330106ICHA0001XB'],
    ['the letter O', '91330106OCHA0001XB'],
    ['17 characters', '91330106YCHA0001X'],
    ['19 characters', '91330106YCHA0001XB0'],
    ['a wrong organisation check', '91330106YCHA00010H'],
    ['letters in the division', '9133A106YCHA0001XB'],
    ['nothing', ''],
  ])('given %s, then it is refused', (_why, code) => {
    expect(checkUscc(code)).toEqual({ ok: false, rule: 'USCC_CHECK' });
  });
});

describe('统一社会信用代码 of records that courts already hold (lenient)', () => {
  it.each([
    ['a valid code', '91330106ycha0001xb', '91330106YCHA0001XB', null],
    ['a valid code with blanks inside', '91330106 YCHA0001XB', '91330106YCHA0001XB', null],
    ['a wrong check', '91330106YCHA0001XC', '91330106YCHA0001XC', 'USCC_CHECK_FAILED'],
    // Seen in public records: the fixture that open-source validators whitelist.
    ['a real legacy code', '91350203M0001QAY9B', '91350203M0001QAY9B', 'USCC_CHECK_FAILED'],
    ['a wrong inner check', '91330106YCHA00010H', '91330106YCHA00010H', 'USCC_CHECK_FAILED'],
    ['a transposition', '91330106YHCA0001XB', '91330106YHCA0001XB', 'USCC_CHECK_FAILED'],
    ['the letter I', '91330106ICHA0001XB', '91330106ICHA0001XB', 'USCC_SHAPE'],
    ['17 characters', '91330106YCHA0001X', '91330106YCHA0001X', 'USCC_SHAPE'],
    ['a registration number of 15 digits', '340104000012345', '340104000012345', 'USCC_SHAPE'],
    ['an organisation code', 'YCHA0001-X', 'YCHA0001X', 'USCC_LEGACY_ORGANISATION_CODE'],
    ['one in full width', 'ＹＣＨＡ０００１－Ｘ', 'YCHA0001X', 'USCC_LEGACY_ORGANISATION_CODE'],
    ['one with a wrong check', 'YCHA0001-1', 'YCHA00011', 'USCC_ORGANISATION_CODE_CHECK'],
  ])('given %s, then it is kept as %s → %s with flag %s', (_why, code, value, flag) => {
    expect(checkUscc(code, 'lenient')).toEqual({ ok: true, value, flag });
  });

  it.each([
    ['nothing', ''],
    ['19 characters', '91330106YCHA0001XB0'],
    ['a masked code', '9133****YCHA0001XB'],
    ['words', '无代码'],
    ['four characters', '1234'],
  ])('given %s, then it is no code at all', (_why, code) => {
    expect(checkUscc(code, 'lenient')).toEqual({ ok: false, rule: 'USCC_CHECK' });
  });

  it('given any text, then strict and lenient agree on which codes are valid', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{18}$/), (code) => {
        const lenient = checkUscc(code, 'lenient');
        expect(lenient.ok && lenient.flag === null).toBe(checkUscc(code).ok);
      }),
    );
  });
});

describe('组织机构代码', () => {
  it.each(['YCHA0001X', 'YCHA0001-X', ' ycha0001-x '])('given %s, then it is valid', (code) => {
    expect(checkOrganisationCode(code)).toEqual({ ok: true, value: 'YCHA0001X' });
  });

  it.each(['YCHA00011', 'YCHA0001', 'YCHA0001XX', ''])('given %j, then it is refused', (code) => {
    expect(checkOrganisationCode(code)).toEqual({ ok: false, rule: 'ORGANISATION_CODE_CHECK' });
  });
});

describe('a code from its first 16 characters', () => {
  it.each(['91330106YCHA0001XB', '91340100TE5T000167', '91110000000000019B'])(
    'given %s without its checks, then they are found',
    (code) => {
      expect(usccOf(code.slice(0, 16))).toBe(code);
    },
  );
});

import { checkUscc } from './uscc.js';

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

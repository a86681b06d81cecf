import fc from 'fast-check';
import { containsIdentityNumber, mayBeIdentityNumber } from './identity-number-in-text.js';

describe('an identity number in a text', () => {
  it.each([
    '340104190006150018',
    '王某340104190006150018',
    '34010419000615019x',
    '３４０１０４１９０００６１５００１８',
    '340104 19000615 0018',
    '340104-19000615-0018',
    '340104.19000615.0018，应支付货款',
    '3 340104190006150018',
    '99340104190006150018',
    // Mistyped check character: still as good as the number.
    '身份证340104190006150019',
    // Before 1999.
    '身份证110101900307001',
    '（2012）曲中法执字第340104190006150018号',
  ])('given %j, then it is found', (text) => {
    expect(containsIdentityNumber(text)).toBe(true);
  });

  it.each([
    '支付货款 386,000 元及自 2024 年 3 月 1 日起的利息',
    '合肥青禾建材有限公司',
    '91340100TE5T000167',
    '（2025）皖0104民初456号',
    '账号 6222021001112345678',
    '电话 13855112345、0551-63535353',
    '2024-01-01至2026-12-31',
    '3401041900****0018',
  ])('given %j, then nothing is found', (text) => {
    expect(containsIdentityNumber(text)).toBe(false);
  });

  it('given a number among any other signs, then the quick look never misses it', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'合肥，。（）ab 元①⑳１') });
    fc.assert(
      fc.property(signs, signs, (before, after) => {
        expect(containsIdentityNumber(`${before}元340104190006150018元${after}`)).toBe(true);
      }),
    );
  });

  it('given numerals that normalise to digits, then they are read as digits', () => {
    expect(containsIdentityNumber('𝟑𝟒𝟎𝟏𝟎𝟒𝟏𝟗𝟎𝟎𝟎𝟔𝟏𝟓𝟎𝟎𝟏𝟖')).toBe(true);
  });
});

describe('a code that is not valid', () => {
  it.each([
    ['a lost digit', '34010419900615001'],
    ['a lost digit of the area', '34014199006150018'],
    ['a month that is none', '340104199013150018'],
    ['a letter for a digit', '34010419900615001O'],
    ['letters for digits', '34OIO4199006150018'],
    ['digits that changed places', '340104910906150018'],
    ['three digits lost', '340104199006150'],
    ['two digits lost', '3401041990061500'],
    ['four digits lost', '34010419900615'],
    ['a digit too many', '3401041990061500180'],
    ['15 digits of before 1999', '110101900307001'],
    ['14 of those', '11010190030701'],
    ['full width and broken up', '３４０１０４-１９９０１３１５-００１８'],
  ])('given %s, then it may be an identity number', (_why, code) => {
    expect(mayBeIdentityNumber(code)).toBe(true);
  });

  it.each([
    ['an organisation code', 'YCHA0001-X'],
    ['an organisation code of digits', '71788123-4'],
    ['a registration number of 15 digits', '340104000012345'],
    ['a registration number of 13 digits', '3401042300123'],
    ['a unified code with a mistyped check', '91340100TE5T000168'],
    ['a unified code of digits with a mistyped check', '913401007178812345'],
  ])('given %s, then it is none', (_why, code) => {
    expect(mayBeIdentityNumber(code)).toBe(false);
  });

  it('given any number with one digit lost, doubled or replaced, then it may be one', () => {
    const number = '340104199006150018';
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...'0123456789OIX'), fc.nat(2), (at, sign, how) => {
        fc.pre(how === 0 || at > 0 || /[1-8]/.test(sign));
        const from = how === 0 ? '' : how === 1 ? sign : `${number[at]}${sign}`;
        const damaged = number.slice(0, at) + from + number.slice(at + 1);
        fc.pre(/^[1-8][\dOI]{12}/.test(damaged));
        expect(mayBeIdentityNumber(damaged)).toBe(true);
      }),
    );
  });
});

import fc from 'fast-check';
import { containsIdentityNumber } from './identity-number-in-text.js';

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

import { chineseDate, chineseNumeral } from './chinese-numeral.js';

describe('Chinese numerals', () => {
  it.each([
    [1, '一'],
    [10, '十'],
    [11, '十一'],
    [20, '二十'],
    [31, '三十一'],
    [100, '一百'],
    [101, '一百零一'],
    [110, '一百一十'],
    [1002, '一千零二'],
    [1010, '一千零一十'],
    [9999, '九千九百九十九'],
    [10000, '10000'],
  ])('given %d, then %s', (value, words) => {
    expect(chineseNumeral(value)).toBe(words);
  });

  it.each([
    ['2026-04-08', '二〇二六年四月八日'],
    ['2030-12-31', '二〇三〇年十二月三十一日'],
    ['2026-10-20', '二〇二六年十月二十日'],
  ])('given the day %s, then %s', (date, words) => {
    expect(chineseDate(date)).toBe(words);
  });
});

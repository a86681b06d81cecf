import { parseCaseNumber } from './case-number.js';

describe('案号', () => {
  it.each([
    ['（2023）琼02执123号', '（2023）琼02执123号', '琼02'],
    ['(2023)琼02执123号', '（2023）琼02执123号', '琼02'],
    ['〔2023〕琼02执123号', '（2023）琼02执123号', '琼02'],
    ['[2023]琼02执123号', '（2023）琼02执123号', '琼02'],
    ['（２０２３） 琼０２ 执 １２３ 号', '（2023）琼02执123号', '琼02'],
    ['（2024）皖0104执恢56号', '（2024）皖0104执恢56号', '皖0104'],
    ['（2025）最高法执监7号', '（2025）最高法执监7号', '最高法'],
    ['（2025）皖执复12号', '（2025）皖执复12号', '皖'],
    ['（2024）皖01执异8号之一', '（2024）皖01执异8号之一', '皖01'],
    ['（2024）兵0101执3号', '（2024）兵0101执3号', '兵0101'],
    ['（2019）最高法知民终1号', '（2019）最高法知民终1号', '最高法'],
    ['（2026）沪0112执77号', '（2026）沪0112执77号', '沪0112'],
    ['(2026)黑01执恢8号', '（2026）黑01执恢8号', '黑01'],
    ['（2026）鲁0283执3161号', '（2026）鲁0283执3161号', '鲁0283'],
    // A special court: 71 is the railway's (法〔2015〕137号), a basic court below it has four digits.
    ['（2024）沪7101执12号', '（2024）沪7101执12号', '沪7101'],
    ['（2024）沪72执保3号', '（2024）沪72执保3号', '沪72'],
    // The brackets and blanks that spreadsheets and public pages make of it.
    ['【2024】皖0104执56号', '（2024）皖0104执56号', '皖0104'],
    ['\u00a0(2024)皖0104\u3000执56号\t', '（2024）皖0104执56号', '皖0104'],
  ])('given %s, then %s of court %s', (value, canonical, courtCode) => {
    expect(parseCaseNumber(value)).toEqual({ ok: true, canonical, form: 'NEW', courtCode });
  });

  it.each([
    '（2012）曲中法执字第66号',
    '（2013）闵民一（民）初字第19030号',
    '（2014）合执字第00123-1号',
  ])('given %s of before 2016, then it names no court code', (value) => {
    expect(parseCaseNumber(value)).toEqual({
      ok: true,
      canonical: value,
      form: 'PRE_2016',
      courtCode: null,
    });
  });

  it.each([
    ['a court of 3 digits', '（2024）皖010执5号'],
    ['a year of 2 digits', '（24）皖0104执5号'],
    ['no brackets', '2024皖0104执5号'],
    ['no number', '（2024）皖0104执号'],
    ['number 0', '（2024）皖0104执0号'],
    ['no such province', '（2024）港0104执5号'],
    ['a leading zero', '（2024）皖0104执0056号'],
    ['text after it', '（2024）皖0104执5号。'],
    ['a number of 9 digits', '（2024）皖0104执123456789号'],
    ['a type of 5 characters', '（2024）皖0104执行异议案5号'],
    ['a year of no century of ours', '（1824）皖0104执5号'],
    ['the old form without 字第', '（2012）曲中法执66号'],
    ['nothing', ''],
  ])('given %s, then it is refused', (_why, value) => {
    expect(parseCaseNumber(value)).toEqual({ ok: false, rule: 'CASE_NUMBER' });
  });
});

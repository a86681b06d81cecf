import { parseCaseNumber } from './case-number.js';
import { courtName } from './court-name.js';

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
  ])('given %s, then %s of court %s', (value, canonical, courtCode) => {
    expect(parseCaseNumber(value)).toEqual({ ok: true, canonical, form: 'NEW', courtCode });
  });

  it.each(['（2012）曲中法执字第66号', '（2013）闵民一（民）初字第19030号'])(
    'given %s of before 2016, then it names no court code',
    (value) => {
      expect(parseCaseNumber(value)).toEqual({
        ok: true,
        canonical: value,
        form: 'PRE_2016',
        courtCode: null,
      });
    },
  );

  it.each([
    ['a court of 3 digits', '（2024）皖010执5号'],
    ['a year of 2 digits', '（24）皖0104执5号'],
    ['no brackets', '2024皖0104执5号'],
    ['no number', '（2024）皖0104执号'],
    ['number 0', '（2024）皖0104执0号'],
    ['no such province', '（2024）港0104执5号'],
    ['a leading zero', '（2024）皖0104执0056号'],
    ['text after it', '（2024）皖0104执5号。'],
    ['nothing', ''],
  ])('given %s, then it is refused', (_why, value) => {
    expect(parseCaseNumber(value)).toEqual({ ok: false, rule: 'CASE_NUMBER' });
  });
});

describe('courtName', () => {
  it.each([
    ['皖0104', '合肥市蜀山区人民法院'],
    ['琼02', '海南省三亚市中级人民法院'],
    ['最高法', '最高人民法院'],
    ['皖9999', '人民法院（皖9999）'],
    ['constructor', '人民法院（constructor）'],
  ])('given %s, then %s', (code, name) => {
    expect(courtName(code)).toBe(name);
  });
});

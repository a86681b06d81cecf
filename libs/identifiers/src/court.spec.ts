import { parseCaseNumber } from './case-number.js';
import { courtName, courtOf } from './court.js';
import courts from './courts.json' with { type: 'json' };

describe('courtName', () => {
  it.each([
    ['皖0104', '合肥市蜀山区人民法院'],
    ['沪0112', '上海市闵行区人民法院'],
    ['黑01', '黑龙江省哈尔滨市中级人民法院'],
    ['鲁0283', '平度市人民法院'],
    ['琼02', '海南省三亚市中级人民法院'],
    ['最高法', '最高人民法院'],
    ['皖9999', '人民法院（皖9999）'],
    ['constructor', '人民法院（constructor）'],
  ])('given %s, then %s', (code, name) => {
    expect(courtName(code)).toBe(name);
  });
});

describe('courtOf', () => {
  it.each([
    ['最高法', 'SUPREME', null, null],
    ['皖', 'HIGH', null, '最高法'],
    ['皖01', 'INTERMEDIATE', null, '皖'],
    ['皖0104', 'BASIC', null, '皖01'],
    ['沪71', 'INTERMEDIATE', 'RAILWAY', '沪'],
    ['沪7101', 'BASIC', 'RAILWAY', '沪71'],
    ['琼72', 'INTERMEDIATE', 'MARITIME', '琼'],
    ['粤73', 'INTERMEDIATE', 'INTELLECTUAL_PROPERTY', '粤'],
    ['黑75', 'INTERMEDIATE', 'FORESTRY', '黑'],
    ['黑81', 'INTERMEDIATE', 'RECLAMATION', '黑'],
    ['京0491', 'BASIC', null, '京04'],
    ['琼96', 'INTERMEDIATE', 'OTHER_INTERMEDIATE', '琼'],
    ['兵0101', 'BASIC', null, '兵01'],
  ])(
    'given %s, then its level is %s, its kind %s, above it %s',
    (code, level, special, superior) => {
      expect(courtOf(code)).toEqual({ code, name: courtName(code), level, special, superior });
    },
  );

  it.each(['', '港0104', '皖1', '皖010', '皖01044', '皖01 '])('given %j, then null', (code) => {
    expect(courtOf(code)).toBeNull();
  });

  it('given each court in the data, then its code is one that case numbers can carry', () => {
    for (const code of Object.keys(courts.names)) {
      expect([code, courtOf(code)?.code]).toEqual([code, code]);
      expect(parseCaseNumber(`（2026）${code}执1号`)).toMatchObject({ ok: true, courtCode: code });
    }
  });
});

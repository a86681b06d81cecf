import { fieldNamed } from './column-names.js';
import { dateNamed, groundsNamed, performanceNamed, subjectTypeNamed } from './published-words.js';

describe('names of columns', () => {
  it.each([
    ['iname', 'name'],
    ['INAME', 'name'],
    [' cardNum ', 'code'],
    ['\ufeffcaseCode', 'caseNumber'],
    ['被执行人姓名/名称', 'name'],
    ['被执行人姓名／名称', 'name'],
    ['身份证号码/组织机构代码', 'code'],
    ['执行依据文号', 'instrumentNumber'],
    ['做出执行依据单位', 'instrumentMaker'],
    ['unperformPart', 'unperformedPart'],
    ['disruptTypeName', 'grounds'],
    ['publishDate', 'publishedOn'],
    ['businessEntity', 'legalRepresentative'],
    ['areaName', null],
    ['sexy', null],
    ['合肥青禾建材有限公司', null],
  ])('given %j, then %s', (name, field) => {
    expect(fieldNamed(name)).toBe(field);
  });
});

describe('published words', () => {
  it.each([
    ['有履行能力而拒不履行生效法律文书确定义务', ['L1_ABLE_BUT_REFUSES']],
    ['其他有履行能力而拒不履行生效法律文书确定义务', ['L1_ABLE_BUT_REFUSES']],
    ['以伪造证据、暴力、威胁等方法妨碍、抗拒执行', ['L2_OBSTRUCT_RESIST']],
    ['以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行', ['L3_EVADE']],
    ['其他规避执行', ['L3_EVADE']],
    ['违反财产报告制度', ['L4_ASSET_REPORT']],
    ['违反限制高消费令', ['L5_SPENDING_ORDER']],
    ['违反限制消费令', ['L5_SPENDING_ORDER']],
    ['被执行人无正当理由拒不履行执行和解协议', ['L6_SETTLEMENT']],
    [
      '违反财产报告制度,其他有履行能力而拒不履行生效法律文书确定义务',
      ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'],
    ],
    ['L4；L1_ABLE_BUT_REFUSES', ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT']],
    ['违反财产报告制度，某种新情形', null],
    ['L9', null],
    [' ', null],
  ])('given the conduct %s, then grounds %j', (text, grounds) => {
    expect(groundsNamed(text)).toEqual(grounds);
  });

  it.each([
    ['全部未履行', 'NONE'],
    ['部分未履行', 'PARTIAL'],
    ['部分履行', 'PARTIAL'],
    ['全部履行', 'FULL'],
    ['PARTIAL', 'PARTIAL'],
    ['不详', null],
  ])('given %s, then performance %s', (text, performance) => {
    expect(performanceNamed(text)).toBe(performance);
  });

  it.each([
    ['0', 'PERSON'],
    ['1', 'UNIT'],
    ['自然人', 'PERSON'],
    ['法人或其他组织', 'UNIT'],
    ['580', null],
  ])('given the kind %s, then %s', (text, type) => {
    expect(subjectTypeNamed(text)).toBe(type);
  });

  it.each([
    ['20190312', '2019-03-12'],
    ['2019-03-12', '2019-03-12'],
    ['2019/3/12', '2019-03-12'],
    ['2019.3.2', '2019-03-02'],
    ['2019年03月12日', '2019-03-12'],
    ['2019-03-12 00:00:00', '2019-03-12'],
    ['20190229', null],
    ['201903', null],
    ['12/03/2019', null],
    ['', null],
  ])('given the day %j, then %s', (text, date) => {
    expect(dateNamed(text)).toBe(date);
  });
});

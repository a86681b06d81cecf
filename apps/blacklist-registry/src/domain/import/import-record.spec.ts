import fc from 'fast-check';
import { IMPORT_FIELDS, type RawRecord } from './column-names.js';
import { isRefused, readImportRecord, type ImportContext } from './import-record.js';

const CONTEXT: ImportContext = {
  courtCode: '皖0104',
  today: '2026-11-23',
  codes: 'lenient',
  mode: 'baseline',
};

/** As the published list has it. */
const UNIT: RawRecord = {
  name: '合肥青禾建材有限公司',
  code: '91340100TE5T000167',
  subjectType: '1',
  legalRepresentative: '周明远',
  caseNumber: '(2025)皖0104执123号',
  instrumentNumber: '(2024)皖0104民初456号',
  instrumentMaker: '合肥市蜀山区人民法院',
  courtName: '合肥市蜀山区人民法院',
  filedOn: '20250115',
  publishedOn: '2025年03月02日',
  duty: '支付货款386000元及利息',
  performance: '全部未履行',
  performedPart: '-',
  grounds: '其他有履行能力而拒不履行生效法律文书确定义务',
};
const PERSON: RawRecord = {
  ...UNIT,
  name: '周明远',
  code: '340104190006150018',
  subjectType: '0',
  legalRepresentative: '',
};

function read(record: RawRecord, context: Partial<ImportContext> = {}) {
  return readImportRecord(record, { ...CONTEXT, ...context });
}

describe('a record of a court’s export', () => {
  it('given a published record of a unit, then it is a listing in canonical form', () => {
    expect(read(UNIT)).toEqual({
      caseNumber: '（2025）皖0104执123号',
      content: {
        subject: {
          type: 'UNIT',
          name: '合肥青禾建材有限公司',
          uscc: '91340100TE5T000167',
          legalRepresentative: '周明远',
        },
        grounds: ['L1_ABLE_BUT_REFUSES'],
        ruleVersion: 'FS2017-7',
        extension: null,
        conduct: '其他有履行能力而拒不履行生效法律文书确定义务',
        instrument: { number: '（2024）皖0104民初456号', maker: '合肥市蜀山区人民法院' },
        duty: '支付货款386000元及利息',
        performance: 'NONE',
        performedPart: null,
        unperformedPart: null,
        filedOn: '2025-01-15',
        decidedOn: '2025-03-02',
      },
      termEndsOn: null,
      publishedOn: '2025-03-02',
      endedOn: null,
      codeFlag: null,
      flags: [],
    });
  });

  it('given a person, with or without a kind named, then its number is the key', () => {
    for (const subjectType of ['0', '自然人', '']) {
      expect(read({ ...PERSON, subjectType })).toMatchObject({
        content: { subject: { type: 'PERSON', name: '周明远', idNumber: '340104190006150018' } },
      });
    }
  });

  it.each([
    ['a code that fails its check', { code: '91350203M0001QAY9B' }, ['USCC_CHECK_FAILED']],
    ['an organisation code', { code: 'YCHA0001-X' }, ['USCC_LEGACY_ORGANISATION_CODE']],
    [
      'a code without a kind',
      { code: 'YCHA0001-X', subjectType: '' },
      ['USCC_LEGACY_ORGANISATION_CODE'],
    ],
    ['no duty and no instrument', { duty: '', instrumentNumber: '/' }, ['NOT_RECORDED']],
    [
      'a term that is over',
      {
        grounds: '违反财产报告制度',
        publishedOn: '20190302',
        filedOn: '20190101',
        caseNumber: '(2019)皖0104执1号',
      },
      ['TERM_OVER'],
    ],
  ])('given %s, then it is taken in with a flag', (_why, more, flags) => {
    expect(read({ ...UNIT, ...more })).toMatchObject({ flags });
  });

  it.each([
    ['while it lasted', '20190302', '2021-03-03'],
    ['when it was over already', '20220101', '2022-01-01'],
  ])('given a term that is over, published %s, then it tells its end', (_when, published, end) => {
    const over = { grounds: '违反财产报告制度', filedOn: '20190101', decidedOn: '20190302' };
    expect(read({ ...UNIT, ...over, publishedOn: published })).toMatchObject({ endedOn: end });
  });

  it('given a number of 15 digits, then it is kept as the number that replaced it', () => {
    expect(read({ ...PERSON, code: '110101900307001' })).toMatchObject({
      content: { subject: { idNumber: '110101199003070011' } },
      flags: ['ID_NUMBER_OF_15_DIGITS'],
    });
  });

  it('given a decision of before May 2017, then the text of 2013 holds, which knew no term', () => {
    const old = { filedOn: '20160101', publishedOn: '20160301', grounds: '违反财产报告制度' };
    expect(read({ ...UNIT, ...old })).toMatchObject({
      content: { ruleVersion: 'FS2013-17' },
      termEndsOn: null,
      flags: [],
    });
  });

  it.each<[string, RawRecord, string, string]>([
    ['no case number', { ...UNIT, caseNumber: '' }, 'caseNumber', 'REQUIRED'],
    [
      'a broken case number',
      { ...UNIT, caseNumber: '（2025）皖010执1号' },
      'caseNumber',
      'CASE_NUMBER',
    ],
    [
      "another court's case",
      { ...UNIT, caseNumber: '（2025）皖0103执1号' },
      'caseNumber',
      'OTHER_COURT',
    ],
    [
      "another court's case of before 2016",
      { ...UNIT, caseNumber: '（2012）曲中法执字第66号', courtName: '曲靖市中级人民法院' },
      'courtName',
      'OTHER_COURT',
    ],
    [
      'a masked number',
      { ...PERSON, code: '3401041900****0018' },
      'subject.idNumber',
      'ID_NUMBER_MASKED',
    ],
    [
      'a masked number without a kind',
      { ...PERSON, code: '3401041900****0018', subjectType: '' },
      'subject.idNumber',
      'ID_NUMBER_MASKED',
    ],
    [
      'a wrong number',
      { ...PERSON, code: '340104190006150019' },
      'subject.idNumber',
      'ID_NUMBER_CHECK',
    ],
    [
      'a person who was a minor then',
      {
        ...PERSON,
        filedOn: '19170101',
        publishedOn: '19170301',
        caseNumber: '（2012）合执字第1号',
      },
      'subject.idNumber',
      'N5_MINOR',
    ],
    ['an unknown kind', { ...UNIT, subjectType: '580' }, 'subject.type', 'UNKNOWN_SUBJECT_TYPE'],
    ['no code', { ...UNIT, code: '-' }, 'subject.code', 'REQUIRED'],
    ['words for a code', { ...UNIT, code: '未提供' }, 'subject.uscc', 'USCC_CHECK'],
    [
      'a person’s number for a unit',
      { ...UNIT, code: '340104190006150018' },
      'subject.uscc',
      'ID_NUMBER_IN_TEXT',
    ],
    [
      'a number in the name',
      { ...PERSON, name: '周明远340104190006150018' },
      'subject.name',
      'ID_NUMBER_IN_TEXT',
    ],
    [
      'a number in the duty',
      { ...UNIT, duty: '向340104190006150018支付' },
      'duty',
      'ID_NUMBER_IN_TEXT',
    ],
    ['no name', { ...UNIT, name: ' ' }, 'subject.name', 'REQUIRED'],
    ['a name of a page', { ...UNIT, name: '甲'.repeat(201) }, 'subject.name', 'MAX_LENGTH'],
    [
      'bytes that are no text',
      { ...UNIT, name: '合\ufffd' },
      'subject.name',
      'UNREADABLE_CHARACTERS',
    ],
    ['half a character', { ...UNIT, name: '坏\ud800名' }, 'subject.name', 'UNREADABLE_CHARACTERS'],
    ['a NUL', { ...UNIT, duty: 'a\u0000' }, 'duty', 'CONTROL_CHARACTERS'],
    ['no day of filing', { ...UNIT, filedOn: '' }, 'filedOn', 'REQUIRED'],
    ['a day that is none', { ...UNIT, filedOn: '20250230' }, 'filedOn', 'IS_DATE'],
    ['a day to come', { ...UNIT, publishedOn: '20991231' }, 'publishedOn', 'DATE_IN_FUTURE'],
    ['neither decision nor publication', { ...UNIT, publishedOn: '' }, 'publishedOn', 'REQUIRED'],
    [
      'a decision before the filing',
      { ...UNIT, decidedOn: '20240101' },
      'filedOn',
      'DECIDED_BEFORE_FILED',
    ],
    ['an unknown conduct', { ...UNIT, grounds: '欠钱' }, 'grounds', 'UNKNOWN_GROUND'],
    [
      'an unknown performance',
      { ...UNIT, performance: '不详' },
      'performance',
      'UNKNOWN_PERFORMANCE',
    ],
  ])('given %s, then it is refused by name', (_why, record, field, rule) => {
    expect(read(record)).toMatchObject({ field, rule });
  });

  it.each([
    '34010419900615001',
    '340104199013150018',
    '34010419900615001O',
    '340104199006150',
    '3401041990061500',
  ])('given %s without a kind, or as a unit’s, then it is refused', (code) => {
    // Each is somebody's number with one slip in it: as a unit's code it would go to every subscriber.
    expect(read({ ...UNIT, name: '张三', code, subjectType: '' })).toMatchObject({
      field: 'subject.type',
      rule: 'UNKNOWN_SUBJECT_TYPE',
    });
    expect(read({ ...UNIT, name: '张三', code })).toMatchObject({
      field: 'subject.uscc',
      rule: 'ID_NUMBER_IN_TEXT',
    });
  });

  it('given a code that is not valid, and nobody says that it is a unit’s, then it is refused', () => {
    const record = { ...UNIT, code: '91350203M0001QAY9B', subjectType: '' };
    expect(read(record)).toMatchObject({ field: 'subject.type', rule: 'UNKNOWN_SUBJECT_TYPE' });
  });

  it('given a refusal, then the case tells which record it was, where it could be read', () => {
    expect(read({ ...UNIT, grounds: '欠钱' })).toMatchObject({
      caseNumber: '（2025）皖0104执123号',
    });
    expect(read({ ...UNIT, caseNumber: '（2025）皖0104执340104190006150018号' })).toMatchObject({
      caseNumber: null,
    });
  });

  it('given strict codes, then legacy ones are refused', () => {
    const strict = { codes: 'strict' as const };
    expect(read({ ...UNIT, code: 'YCHA0001-X' }, strict)).toMatchObject({ rule: 'USCC_CHECK' });
    expect(read({ ...PERSON, code: '110101900307001' }, strict)).toMatchObject({
      rule: 'ID_NUMBER_CHECK',
    });
    expect(isRefused(read(UNIT, strict))).toBe(false);
  });

  it('given a new listing whose term is over already, then it is refused', () => {
    const over = { grounds: 'L4', publishedOn: '20190302', filedOn: '20190101' };
    expect(read({ ...UNIT, ...over }, { mode: 'delta' })).toMatchObject({ rule: 'TERM_OVER' });
  });

  it('given any texts at all, then there is an answer, and a refusal repeats none of them', () => {
    const anyField = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(UNIT), ...Object.values(PERSON)),
    );
    const anyRecord = fc.record(
      Object.fromEntries(IMPORT_FIELDS.map((field) => [field, anyField])),
      { requiredKeys: [] },
    ) as fc.Arbitrary<RawRecord>;
    fc.assert(
      fc.property(anyRecord, (record) => {
        const answer = read({ ...record, name: `秘密${record.name}` });
        if (isRefused(answer)) expect(JSON.stringify(answer)).not.toContain('秘密');
        else expect(answer.content.filedOn <= answer.content.decidedOn).toBe(true);
      }),
    );
  });
});

/** What a record of a court export may say, whatever its columns are called. */
export const IMPORT_FIELDS = [
  'name',
  'code',
  'subjectType',
  'legalRepresentative',
  'caseNumber',
  'instrumentNumber',
  'instrumentMaker',
  'courtName',
  'filedOn',
  'decidedOn',
  'publishedOn',
  'duty',
  'performance',
  'performedPart',
  'unperformedPart',
  'grounds',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** A record as it was read: texts, nothing checked. */
export type RawRecord = Partial<Record<ImportField, string>>;

/** Without these no record can be a listing; a table that lacks one of them is refused as a whole. */
export const REQUIRED_COLUMNS = ['name', 'code', 'caseNumber', 'filedOn', 'grounds'] as const;

/**
 * Names under which each field is known: our own, those of the records that the Supreme People's Court
 * publishes (`iname`, `cardNum` …, domain.md §7), and those that spreadsheets of courts carry.
 */
const NAMES: Record<ImportField, readonly string[]> = {
  name: [
    ...[
      'name',
      'iname',
      '被执行人',
      '被执行人姓名',
      '被执行人名称',
      '被执行人姓名/名称',
      '姓名',
      '名称',
    ],
    ...[
      '姓名/名称',
      '失信被执行人',
      '失信被执行人姓名/名称',
      '失信被执行人名称',
      '单位名称',
      '企业名称',
    ],
  ],
  code: [
    ...[
      'cardNum',
      'uscc',
      'idNumber',
      '证件号码',
      '证件号',
      '身份证号',
      '身份证号码',
      '公民身份号码',
    ],
    ...[
      '统一社会信用代码',
      '组织机构代码',
      '身份证号码/组织机构代码',
      '身份证号/组织机构代码',
      '社会信用代码',
    ],
    '身份证号码/统一社会信用代码',
  ],
  subjectType: ['partyTypeName', 'subjectType', 'type', '被执行人类型', '主体类型', '当事人类型'],
  legalRepresentative: [
    ...[
      'businessEntity',
      'legalRepresentative',
      '法定代表人',
      '法定代表人或者负责人姓名',
      '负责人',
    ],
    ...['法定代表人/负责人', '法定代表人或负责人', '法人代表'],
  ],
  caseNumber: ['caseCode', 'caseNumber', '案号', '执行案号'],
  instrumentNumber: ['gistId', 'instrumentNumber', '执行依据文号', '依据文号', '执行依据'],
  instrumentMaker: [
    ...[
      'gistUnit',
      'instrumentMaker',
      '做出执行依据单位',
      '作出执行依据单位',
      '作出执行依据的单位',
    ],
    '做出执行依据的单位',
  ],
  courtName: ['courtName', 'court', '执行法院', '法院', '法院名称'],
  filedOn: ['regDate', 'filedOn', '立案时间', '立案日期'],
  decidedOn: ['decidedOn', '决定日期', '决定时间', '纳入日期', '纳入时间', '决定纳入日期'],
  publishedOn: ['publishDate', 'publishedOn', '发布时间', '发布日期', '公布日期', '公布时间'],
  duty: [
    ...['duty', '生效法律文书确定的义务', '法律生效文书确定的义务', '生效法律文书确定义务', '义务'],
    '文书确定的义务',
  ],
  performance: [...['performance', '被执行人的履行情况', '履行情况', '被执行人履行情况']],
  performedPart: ['performedPart', '已履行', '已履行部分'],
  unperformedPart: ['unperformPart', 'unperformedPart', '未履行', '未履行部分'],
  grounds: [
    ...['disruptTypeName', 'grounds', '失信被执行人行为具体情形', '失信行为具体情形', '具体情形'],
    ...['失信被执行人具体情形', '纳入情形', '失信情形'],
  ],
};

const FIELDS = new Map<string, ImportField>(
  IMPORT_FIELDS.flatMap((field) => NAMES[field].map((name) => [plain(name), field] as const)),
);

/** @returns the field that a column's or property's name stands for; null where it is none of ours. */
export function fieldNamed(name: string): ImportField | null {
  return FIELDS.get(plain(name)) ?? null;
}

/** Case, width, blanks and brackets differ from export to export. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\ufeff"'“”_*:()[\]-]/g, '');
}

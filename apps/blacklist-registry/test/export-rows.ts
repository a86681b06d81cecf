import { COURT, ID_NUMBER } from './listing-bodies.js';

/** One record as the published list has it. */
export type ExportRow = Record<string, string | number>;

const NAMES = [
  ...['iname', 'cardNum', 'partyTypeName', 'businessEntity', 'caseCode', 'gistId', 'gistUnit'],
  ...['courtName', 'areaName', 'regDate', 'publishDate', 'duty', 'performance', 'disruptTypeName'],
];

/** A published record of a unit; each number has a case of its own. */
export function anExportedUnit(number: number, more: ExportRow = {}): ExportRow {
  return {
    iname: `合肥第${number}建材有限公司`,
    cardNum: '91340100TE5T000167',
    partyTypeName: '1',
    businessEntity: '周明远',
    caseCode: `(2025)${COURT}执${number}号`,
    gistId: `(2024)${COURT}民初${number}号`,
    gistUnit: '合肥市蜀山区人民法院',
    courtName: '合肥市蜀山区人民法院',
    areaName: '安徽',
    regDate: '20250115',
    publishDate: '20250302',
    duty: '支付货款386000元及利息',
    performance: '全部未履行',
    disruptTypeName: '其他有履行能力而拒不履行生效法律文书确定义务',
    ...more,
  };
}

export function anExportedPerson(number: number, more: ExportRow = {}): ExportRow {
  const person = { iname: '周明远', cardNum: ID_NUMBER, partyTypeName: '0', businessEntity: '' };
  return anExportedUnit(number, { ...person, ...more });
}

export function units(count: number, from = 1): ExportRow[] {
  return Array.from({ length: count }, (_, i) => anExportedUnit(from + i));
}

export function ndjson(rows: readonly (ExportRow | string)[]): string {
  return rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)) + '\n').join('');
}

export function csv(rows: readonly (ExportRow | string)[]): string {
  const lines = rows.map((row) =>
    typeof row === 'string' ? row : NAMES.map((name) => quoted(String(row[name] ?? ''))).join(','),
  );
  return [NAMES.join(','), ...lines].join('\r\n');
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

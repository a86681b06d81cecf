import { CsvRows, UnknownColumns } from './csv-rows.js';
import type { ReadRow } from './read-row.js';

const HEADER = 'iname,cardNum,caseCode,regDate,disruptTypeName';

function read(text: string, header = HEADER, atATime = Infinity): ReadRow[] {
  const reader = CsvRows.under(header);
  const lines = text.split('\n').map((line, i) => ({ number: i + 2, text: line }));
  const rows: ReadRow[] = [];
  while (lines.length > 0) rows.push(...reader.read(lines.splice(0, atATime)));
  return [...rows, ...reader.end()];
}

/** `2 name` of a row that was read, `2 WHY` of one that was not. */
function told(rows: ReadRow[]): string[] {
  return rows.map((row) =>
    'record' in row ? `${row.line} ${row.record.name}` : `${row.line} ${row.unreadable}`,
  );
}

const row = (name: string) => `${name},c,n,d,g`;

describe('rows of a CSV table', () => {
  it('given published column names, then fields are found by them, whatever their order', () => {
    expect(read('3,甲,2,x,1,4', 'regDate,iname,caseCode,areaName,cardNum,disruptTypeName')).toEqual(
      [
        {
          line: 2,
          lastLine: 2,
          text: '3,甲,2,x,1,4',
          record: { name: '甲', code: '1', caseNumber: '2', filedOn: '3', grounds: '4' },
        },
      ],
    );
  });

  it.each([
    ['semicolons', '姓名/名称;证件号码;案号;立案时间;失信行为具体情形', '甲;1;2;3;4'],
    [
      'tabs',
      '被执行人姓名/名称\t身份证号码/组织机构代码\t执行案号\t立案日期\t具体情形',
      '甲\t1\t2\t3\t4',
    ],
  ])('given %s and Chinese headers, then the same', (_why, header, line) => {
    expect(read(line, header)[0]).toMatchObject({ record: { name: '甲', filedOn: '3' } });
  });

  it('given a table that lacks columns, then it is refused and they are named', () => {
    expect(() => CsvRows.under('iname,cardNum,caseCode')).toThrow(UnknownColumns);
    expect(() => CsvRows.under('甲公司,91340100TE5T000167,（2026）皖0104执1号')).toThrow(
      UnknownColumns,
    );
  });

  it.each(['"iname,cardNum,caseCode,regDate,disruptTypeName', '"', 'iname,"cardNum'])(
    'given the header %s, whose quote is not closed, then its columns are unknown',
    (header) => {
      expect(() => CsvRows.under(header)).toThrow(UnknownColumns);
    },
  );

  it('given a line break inside quotes, then the row spans lines and the next keeps its number', () => {
    expect(told(read(`"甲\n公司",c,n,d,g\n${row('乙')}`))).toEqual(['2 甲\n公司', '4 乙']);
  });

  it.each([1, 2, Infinity])(
    'given a stray quote, %i lines at a time, then only its row is lost',
    (atATime) => {
      const text = [row('甲'), '乙"丙,c,n,d,g', row('丁'), '"戊\n己",c,n,d,g', row('庚')].join(
        '\n',
      );
      expect(told(read(text, HEADER, atATime))).toEqual([
        '2 甲',
        '3 CSV_QUOTES',
        '4 丁',
        '5 戊\n己',
        '7 庚',
      ]);
    },
  );

  it('given a quote that is never closed, then the rows after it are read all the same', () => {
    const after = Array.from({ length: 250 }, (_, i) => row(`第${i}`));
    const rows = told(read([`"甲,c,n,d,g`, ...after].join('\n'), HEADER, 60));
    expect(rows).toEqual(['2 CSV_QUOTES', ...after.map((_, i) => `${i + 3} 第${i}`)]);
  });

  it('given a row with a column too many or too few, then only that row is lost', () => {
    expect(
      told(read([row('甲'), '乙,c,n', row('丙'), `${row('丁')},x`, row('戊')].join('\n'))),
    ).toEqual(['2 甲', '3 CSV_COLUMN_COUNT', '4 丙', '5 CSV_COLUMN_COUNT', '6 戊']);
  });

  it('given blank lines, then they are no rows', () => {
    expect(told(read(`\n${row('甲')}\n  \n${row('乙')}\n`))).toEqual(['3 甲', '5 乙']);
  });
});

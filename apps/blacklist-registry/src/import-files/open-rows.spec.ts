import { Readable } from 'node:stream';
import fc from 'fast-check';
import { MAX_LINE_CHARACTERS } from './lines.js';
import { NotText } from './decode-text.js';
import { NoRows, openRows } from './open-rows.js';
import type { ReadRow } from './read-row.js';

const CSV = { mediaType: 'text/csv', charset: null };
const NDJSON = { mediaType: 'application/x-ndjson', charset: null };
const HEADER = 'iname,cardNum,caseCode,regDate,disruptTypeName\n';

async function rowsOf(
  pieces: Uint8Array[],
  type: typeof CSV | { mediaType: string; charset: string },
) {
  const { rows } = await openRows(Readable.from(pieces.map((piece) => Buffer.from(piece))), type);
  const all: ReadRow[] = [];
  for await (const some of rows) all.push(...some);
  return all;
}

/** “合肥” in GBK. */
const HEFEI_GBK = Buffer.from([0xba, 0xcf, 0xb7, 0xca]);

describe('a court’s file', () => {
  it.each([
    ['UTF-8', CSV, Buffer.from(`${HEADER}合肥,c,n,d,g\n`)],
    ['UTF-8 with a mark', CSV, Buffer.from(`\ufeff${HEADER}合肥,c,n,d,g\n`)],
    ['UTF-16', CSV, Buffer.from(`\ufeff${HEADER}合肥,c,n,d,g\n`, 'utf16le')],
    ['GBK', CSV, Buffer.concat([Buffer.from(HEADER), HEFEI_GBK, Buffer.from(',c,n,d,g\n')])],
    [
      'GBK by name',
      { ...CSV, charset: 'gb2312' },
      Buffer.concat([Buffer.from(HEADER), HEFEI_GBK, Buffer.from(',c,n,d,g\n')]),
    ],
    ['line ends of Windows', CSV, Buffer.from(`${HEADER}合肥,c,n,d,g\n`.replaceAll('\n', '\r\n'))],
    ['no line end at the end', CSV, Buffer.from(`${HEADER}合肥,c,n,d,g`)],
    ['NDJSON', NDJSON, Buffer.from('\n{"iname":"合肥","regDate":20190312}\n')],
    ['NDJSON with a mark', NDJSON, Buffer.from('\ufeff\n{"iname":"合肥"}')],
  ])('given %s, however it is cut, then its rows are read', async (_name, type, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length }), async (size) => {
        const pieces = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        expect(await rowsOf(pieces, type)).toMatchObject([{ line: 2, record: { name: '合肥' } }]);
      }),
      { numRuns: 20 },
    );
  });

  it('given a row that does not end, then it is refused, and nothing of it is kept', async () => {
    const piece = Buffer.alloc(MAX_LINE_CHARACTERS, 'x');
    const rows = await rowsOf(
      [Buffer.from('{"iname":"甲"}\n'), piece, piece, piece, Buffer.from('\n{"iname":"乙"}\n')],
      NDJSON,
    );
    expect(rows).toMatchObject([
      { line: 1, record: { name: '甲' } },
      { line: 2, unreadable: 'ROW_TOO_LONG', text: '' },
      { line: 3, record: { name: '乙' } },
    ]);
  });

  it.each([
    ['{"iname":', 'ROW_NOT_JSON'],
    ['[1]', 'NOT_AN_OBJECT'],
    ['null', 'NOT_AN_OBJECT'],
  ])('given the line %s between others, then %s, and the others are read', async (line, why) => {
    const text = `{"iname":"甲"}\n${line}\n{"iname":"乙"}`;
    expect(await rowsOf([Buffer.from(text)], NDJSON)).toMatchObject([
      { record: { name: '甲' } },
      { line: 2, unreadable: why },
      { record: { name: '乙' } },
    ]);
  });

  it.each([
    ['gzip', '1f8b080000000000'],
    ['a spreadsheet', '504b030414000600'],
    ['an old spreadsheet', 'd0cf11e0a1b11ae1'],
  ])('given %s, however it is cut, then it is told to be no text', async (_what, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    for (const type of [CSV, NDJSON]) {
      await expect(rowsOf([bytes], type)).rejects.toThrow(NotText);
      await expect(rowsOf([bytes.subarray(0, 1), bytes.subarray(1)], type)).rejects.toThrow(
        NotText,
      );
    }
  });

  it('given blank lines, or a header alone, then there are no rows', async () => {
    await expect(rowsOf([Buffer.from('\n \n')], NDJSON)).rejects.toThrow(NoRows);
    await expect(rowsOf([Buffer.from(HEADER)], CSV)).rejects.toThrow(NoRows);
  });

  it('given our own listing as a line, then its nested fields are found', async () => {
    const listing = {
      caseNumber: 'n',
      subject: { type: 'UNIT', name: '甲', uscc: 'c' },
      grounds: ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'],
      instrument: { number: 'i', maker: 'm' },
      filedOn: 'd',
    };
    expect(await rowsOf([Buffer.from(JSON.stringify(listing))], NDJSON)).toMatchObject([
      {
        record: {
          caseNumber: 'n',
          subjectType: 'UNIT',
          name: '甲',
          code: 'c',
          grounds: 'L1_ABLE_BUT_REFUSES,L4_ASSET_REPORT',
          instrumentNumber: 'i',
          instrumentMaker: 'm',
          filedOn: 'd',
        },
      },
    ]);
  });
});

import fc from 'fast-check';
import { LineReader } from './line-reader.js';
import { compareLists } from './list-difference.js';

type List = Map<string, number>;

const refOf = (n: number) => `lst_${String(n).padStart(26, '0')}`;
const lineOf = (ref: string, version: number) =>
  `{"listingRef":"${ref}","version":${version},"caseNumber":"（2026）“\\"皖0104执1号"}\n`;
const rowOf = (ref: string, version: number) => `${ref}\u0002${lineOf(ref, version)}`;
const leftRow = (ref: string, version: number) =>
  `${ref}\u0002{"op":"DEL","listingRef":"${ref}","version":${version}}\n`;

/** As a network would hand it over: in pieces that end anywhere. */
async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function compare(rows: string, before: string | null, size = 64) {
  const full: Buffer[] = [];
  const delta: Buffer[] = [];
  const counts = await compareLists(
    new LineReader(inPieces(rows, size)),
    before === null ? null : new LineReader(inPieces(before, size)),
    {
      full: (line) => void full.push(line),
      delta: (...parts) => void delta.push(...parts),
    },
  );
  return { counts, full: Buffer.concat(full).toString(), delta: Buffer.concat(delta).toString() };
}

interface DeltaLine {
  op: 'PUT' | 'DEL';
  listingRef: string;
  version: number;
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DeltaLine);

describe('the list as it is beside the file of how it was', () => {
  it('given no file before, then all is new and there is no delta', async () => {
    const { counts, full, delta } = await compare(rowOf(refOf(1), 1) + rowOf(refOf(2), 3), null);
    expect(counts).toEqual({ listings: 2, added: 2, changed: 0, removed: 0 });
    expect(full).toBe(lineOf(refOf(1), 1) + lineOf(refOf(2), 3));
    expect(delta).toBe('');
  });

  it('given one came, one changed and one left, then the delta says so and no more', async () => {
    const { counts, delta } = await compare(
      rowOf(refOf(1), 1) + rowOf(refOf(2), 2) + leftRow(refOf(3), 4) + rowOf(refOf(4), 1),
      lineOf(refOf(1), 1) + lineOf(refOf(2), 1) + lineOf(refOf(3), 3),
    );
    expect(counts).toEqual({ listings: 3, added: 1, changed: 1, removed: 1 });
    expect(linesOf(delta)).toEqual([
      { ...(JSON.parse(lineOf(refOf(2), 2)) as object), op: 'PUT' },
      { op: 'DEL', listingRef: refOf(3), version: 4 },
      { ...(JSON.parse(lineOf(refOf(4), 1)) as object), op: 'PUT' },
    ]);
  });

  it('given one was listed and ended in between, then nobody who has the file hears of it', async () => {
    const { counts, delta } = await compare(leftRow(refOf(7), 2), lineOf(refOf(1), 1));
    expect(delta).not.toContain(refOf(7));
    expect(counts.removed).toBe(1);
  });

  it('given rows that are out of order, then it fails instead of writing nonsense', async () => {
    const rows = rowOf(refOf(2), 1) + rowOf(refOf(1), 1);
    await expect(compare(rows, null)).rejects.toThrow('not in order');
  });

  it('given a file whose last line is cut off, then it fails', async () => {
    const before = lineOf(refOf(1), 1).slice(0, -5);
    await expect(compare(rowOf(refOf(1), 1), before)).rejects.toThrow('missing');
  });

  it('given any two lists, cut into any pieces, then the delta leads from one to the other', async () => {
    const list = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) => fc.tuple(fc.constant(refOf(id)), fc.integer({ min: 1, max: 3 }))),
        ),
      )
      .map((entries): List => new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))));
    await fc.assert(
      fc.asyncProperty(list, list, fc.integer({ min: 1, max: 200 }), async (was, is, size) => {
        const all = [...new Set([...was.keys(), ...is.keys()])].sort();
        const rows = all.map((ref) => {
          const version = is.get(ref);
          return version === undefined ? leftRow(ref, 9) : rowOf(ref, version);
        });
        const before = [...was].map(([ref, version]) => lineOf(ref, version)).join('');
        const { counts, full, delta } = await compare(rows.join(''), before, size);
        const rebuilt = new Map(was);
        for (const { op, listingRef, version } of linesOf(delta)) {
          if (op === 'PUT') rebuilt.set(listingRef, version);
          else expect(rebuilt.delete(listingRef)).toBe(true);
        }
        expect(rebuilt).toEqual(is);
        expect(linesOf(full).map(({ listingRef }) => listingRef)).toEqual([...is.keys()]);
        expect(was.size + counts.added - counts.removed).toBe(counts.listings);
      }),
    );
  });
});

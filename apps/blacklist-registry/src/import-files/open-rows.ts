import type { Readable } from 'node:stream';
import { CsvRows } from './csv-rows.js';
import { decodeText } from './decode-text.js';
import { linesOf, type Line } from './lines.js';
import { NdjsonRows } from './ndjson-rows.js';
import type { ReadRow } from './read-row.js';

export const MEDIA_TYPES = ['application/x-ndjson', 'text/csv'] as const;

export class NoRows extends Error {
  constructor() {
    super('the file has no rows');
  }
}

export interface OpenedFile {
  /** The header's text, empty where there is none. */
  header: string;
  /** Rows in their order, some at a time. */
  rows: AsyncIterable<ReadRow[]>;
  bytesRead: () => number;
}

/**
 * Opens an uploaded file and reads up to its first rows, never more of it than one piece at a time.
 * @throws UnknownColumns, NotText, NoRows.
 */
export async function openRows(
  stream: Readable,
  type: { mediaType: string; charset: string | null },
): Promise<OpenedFile> {
  const file = await openFile(stream, type);
  const rows = file.rows[Symbol.asyncIterator]();
  for (;;) {
    const next = await rows.next();
    if (next.done) throw new NoRows();
    if (next.value.length > 0) return { ...file, rows: followedBy(next.value, rows) };
  }
}

async function openFile(
  stream: Readable,
  { mediaType, charset }: { mediaType: string; charset: string | null },
): Promise<Omit<OpenedFile, 'rows'> & { rows: AsyncGenerator<ReadRow[]> }> {
  const { text, bytesRead } = decodeText(stream, charset);
  const lines = linesOf(text);
  if (mediaType !== 'text/csv') {
    const reader = new NdjsonRows();
    return { header: '', rows: mapped(lines, (some) => reader.read(some)), bytesRead };
  }
  const { header, rest } = await headerOf(lines);
  const reader = CsvRows.under(header);
  return {
    header,
    rows: mapped(
      followedBy(rest, lines),
      (some) => reader.read(some),
      () => reader.end(),
    ),
    bytesRead,
  };
}

async function headerOf(
  lines: AsyncGenerator<Line[], void>,
): Promise<{ header: string; rest: Line[] }> {
  for (;;) {
    const next = await lines.next();
    if (next.done) return { header: '', rest: [] };
    const some = next.value;
    const at = some.findIndex(({ text }) => text === null || text.trim() !== '');
    if (at !== -1) return { header: some[at]?.text ?? '', rest: some.slice(at + 1) };
  }
}

async function* followedBy<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}

async function* mapped(
  lines: AsyncIterable<Line[]>,
  read: (lines: Line[]) => ReadRow[],
  end: () => ReadRow[] = () => [],
): AsyncGenerator<ReadRow[]> {
  for await (const some of lines) yield read(some);
  yield end();
}

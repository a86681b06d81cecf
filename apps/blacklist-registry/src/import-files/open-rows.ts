import type { Readable } from 'node:stream';
import { CsvRows } from './csv-rows.js';
import { decodeText } from './decode-text.js';
import { linesOf, type Line } from './lines.js';
import { NdjsonRows } from './ndjson-rows.js';
import type { ReadRow } from './read-row.js';

export const MEDIA_TYPES = ['application/x-ndjson', 'text/csv'] as const;

export interface OpenedFile {
  /** The header's text, empty where there is none. */
  header: string;
  /** Rows in their order, some at a time. */
  rows: AsyncIterable<ReadRow[]>;
  bytesRead: () => number;
}

/**
 * Opens an uploaded file and reads its header, never more of it than one piece at a time.
 * @throws UnknownColumns.
 */
export async function openRows(
  stream: Readable,
  { mediaType, charset }: { mediaType: string; charset: string | null },
): Promise<OpenedFile> {
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
      joined(rest, lines),
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

async function* joined(first: Line[], rest: AsyncIterable<Line[]>): AsyncGenerator<Line[]> {
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

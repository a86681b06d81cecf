import type { RawRecord } from '../domain/import/column-names.js';

/** Why no record could be read at all from a row. */
export type UnreadableRow =
  'ROW_NOT_JSON' | 'NOT_AN_OBJECT' | 'ROW_TOO_LONG' | 'CSV_QUOTES' | 'CSV_COLUMN_COUNT';

/** One row of an uploaded file, with where it stands. */
export type ReadRow = {
  /** The line that it starts on; the first is 1. */
  line: number;
  /** The line that it ends on: a quoted field may hold line breaks. */
  lastLine: number;
  /** As it stands in the file, to tell whether a file is the one that was sent before. */
  text: string;
} & ({ record: RawRecord } | { unreadable: UnreadableRow });

export function unreadable(
  line: number,
  text: string | null,
  why: UnreadableRow,
  lastLine = line,
): ReadRow {
  return { line, lastLine, text: text ?? '', unreadable: why };
}

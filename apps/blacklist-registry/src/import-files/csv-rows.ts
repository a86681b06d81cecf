import { parse } from 'csv-parse/sync';
import {
  fieldNamed,
  REQUIRED_COLUMNS,
  type ImportField,
  type RawRecord,
} from '../domain/import/column-names.js';
import { MAX_LINE_CHARACTERS, type Line } from './lines.js';
import { unreadable, type ReadRow, type UnreadableRow } from './read-row.js';

/** A quoted field that goes on for longer was never closed. */
const MOST_LINES_PER_RECORD = 100;

export class UnknownColumns extends Error {
  constructor(readonly missing: readonly string[]) {
    super('the table lacks columns');
  }
}

/**
 * Rows of a CSV table. Records are told apart by counting quotes, so that a broken one costs nothing
 * but itself: what does not read as one record with the header's number of columns loses its first line
 * and is taken apart again from the next.
 */
export class CsvRows {
  private open: Line[] = [];

  private constructor(
    private readonly delimiter: string,
    private readonly fields: readonly (ImportField | null)[],
  ) {}

  /** @throws UnknownColumns when the header names too little of what a listing needs. */
  static under(header: string): CsvRows {
    const delimiter = delimiterOf(header);
    const fields = namesIn(header, delimiter).map(fieldNamed);
    const missing = REQUIRED_COLUMNS.filter((column) => !fields.includes(column));
    if (missing.length > 0) throw new UnknownColumns(missing);
    return new CsvRows(delimiter, fields);
  }

  read(lines: readonly Line[]): ReadRow[] {
    const rows: ReadRow[] = [];
    let simple: Line[] = [];
    const add = (...more: ReadRow[]): void => {
      rows.push(...this.parseAll(simple), ...more);
      simple = [];
    };
    const left = lines.toReversed();
    for (let line = left.pop(); line; line = left.pop()) {
      if (this.open.length === 0 && isWhole(line)) {
        if (line.text.trim() !== '') simple.push(line);
        continue;
      }
      const { row, again } = this.join(line);
      if (row) add(row);
      left.push(...again.toReversed());
    }
    add();
    return rows;
  }

  /** What is left when the file ends: a quote that was never closed. */
  end(): ReadRow[] {
    const rows: ReadRow[] = [];
    while (this.open.length > 0) {
      const { row, again } = this.giveUpFirst('CSV_QUOTES');
      rows.push(row, ...this.read(again));
    }
    return rows;
  }

  /** Adds a line to the record that is open. @returns the record when it is whole, and what to read again. */
  private join(line: Line): { row: ReadRow | null; again: Line[] } {
    this.open.push(line);
    if (line.text === null) return this.giveUpFirst('CSV_QUOTES');
    const text = this.open.map((each) => each.text).join('\n');
    if (quotesIn(text) % 2 === 1) {
      const isEndless =
        this.open.length >= MOST_LINES_PER_RECORD || text.length > MAX_LINE_CHARACTERS;
      return isEndless ? this.giveUpFirst('CSV_QUOTES') : { row: null, again: [] };
    }
    const [record, ...more] = this.records(text) ?? [];
    if (record?.length !== this.fields.length || more.length > 0) {
      return this.giveUpFirst('CSV_QUOTES');
    }
    const row = this.row(this.open, text, record);
    this.open = [];
    return { row, again: [] };
  }

  private giveUpFirst(why: UnreadableRow): { row: ReadRow; again: Line[] } {
    const [first = { number: 0, text: '' }, ...again] = this.open;
    this.open = [];
    const reason = first.text === null ? 'ROW_TOO_LONG' : why;
    return { row: unreadable(first.number, first.text, reason), again };
  }

  /** Records of one line each: all at once where all is well, else one by one. */
  private parseAll(lines: readonly Line[]): ReadRow[] {
    if (lines.length === 0) return [];
    const records = this.records(lines.map(({ text }) => text).join('\n'));
    const isWell =
      records?.length === lines.length &&
      records.every((record) => record.length === this.fields.length);
    if (isWell) {
      return lines.map((line, i) => this.row([line], line.text ?? '', records[i] ?? []));
    }
    return lines.map((line) => this.parseOne(line));
  }

  private parseOne(line: Line): ReadRow {
    const [record, ...more] = this.records(line.text ?? '') ?? [];
    if (!record || more.length > 0) return unreadable(line.number, line.text, 'CSV_QUOTES');
    if (record.length !== this.fields.length) {
      return unreadable(line.number, line.text, 'CSV_COLUMN_COUNT');
    }
    return this.row([line], line.text ?? '', record);
  }

  private records(text: string): string[][] | null {
    try {
      return parse(text, { delimiter: this.delimiter, relax_column_count: true });
    } catch {
      return null;
    }
  }

  private row(lines: readonly Line[], text: string, values: readonly string[]): ReadRow {
    const record: RawRecord = {};
    for (const [i, field] of this.fields.entries()) {
      const value = values[i];
      if (field !== null && value !== undefined && value !== '') record[field] ??= value;
    }
    const line = lines[0]?.number ?? 0;
    return { line, lastLine: lines.at(-1)?.number ?? line, text, record };
  }
}

function isWhole(line: Line): line is Line & { text: string } {
  return line.text !== null && quotesIn(line.text) % 2 === 0;
}

/** None, where a quote is not closed: then nobody can say where a name ends. */
function namesIn(header: string, delimiter: string): string[] {
  try {
    return parse(header, { delimiter, relax_quotes: true })[0] ?? [];
  } catch {
    return [];
  }
}

function delimiterOf(header: string): string {
  const count = (sign: string) => header.split(sign).length;
  return [',', '\t', ';', '，'].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

function quotesIn(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes;
}

import { fieldNamed, type ImportField, type RawRecord } from '../domain/import/column-names.js';
import type { Line } from './lines.js';
import { unreadable, type ReadRow } from './read-row.js';

/** Names repeat in every row; others than a file's own don't come in such numbers. */
const MOST_NAMES = 500;

/** Rows of NDJSON: one object per line, flat as published records are, or nested as our own listings. */
export class NdjsonRows {
  private readonly fields = new Map<string, ImportField | null>();

  read(lines: readonly Line[]): ReadRow[] {
    return lines
      .filter(({ text }) => text === null || text.trim() !== '')
      .map((line) => this.row(line));
  }

  private row({ number, text }: Line): ReadRow {
    if (text === null) return unreadable(number, text, 'ROW_TOO_LONG');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return unreadable(number, text, 'ROW_NOT_JSON');
    }
    if (!isObject(value)) return unreadable(number, text, 'NOT_AN_OBJECT');
    const record: RawRecord = {};
    this.collect(value, record);
    return { line: number, lastLine: number, text, record };
  }

  private collect(object: Record<string, unknown>, record: RawRecord): void {
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (name === 'subject' && isObject(value)) this.collect(value, record);
      else if (name === 'instrument' && isObject(value)) collectInstrument(value, record);
      else {
        const field = this.fieldOf(name);
        const text = textOf(value);
        if (field && text !== undefined) record[field] ??= text;
      }
    }
  }

  private fieldOf(name: string): ImportField | null {
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    const field = fieldNamed(name);
    if (this.fields.size < MOST_NAMES) this.fields.set(name, field);
    return field;
  }
}

function collectInstrument({ number, maker }: Record<string, unknown>, record: RawRecord): void {
  const texts = { instrumentNumber: textOf(number), instrumentMaker: textOf(maker) };
  if (texts.instrumentNumber !== undefined) record.instrumentNumber = texts.instrumentNumber;
  if (texts.instrumentMaker !== undefined) record.instrumentMaker = texts.instrumentMaker;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value.join(',');
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

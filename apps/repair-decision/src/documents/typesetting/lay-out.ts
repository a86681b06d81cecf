import { chineseNumeral } from '../../domain/chinese-numeral.js';
import type { Block } from './block.js';
import { breakLines, type Measure } from './break-lines.js';
import {
  BODY_SIZE,
  LINE_HEIGHT,
  SEAL_ROOM,
  TEXT_HEIGHT,
  TEXT_WIDTH,
  VERIFICATION_HEIGHT,
} from './page.js';

export type Face = 'regular' | 'bold';

/** Measures text of one face at one size. */
export type MeasureIn = (face: Face, size: number) => Measure;

/** A line with its place on its page. */
export interface PlacedLine {
  text: string;
  face: Face;
  size: number;
  /** From the left and the top of the text area, to the line's baseline. */
  x: number;
  y: number;
  /** Between characters, so that the line reaches the margin. */
  spacing: number;
  /** Of a date: the seal goes over it. */
  sealCentre?: number;
}

/** Lines of a height, which go onto a page together or not. */
interface Row extends Omit<PlacedLine, 'y'> {
  height: number;
  /** Blank above it, except at the head of a page, and below it. */
  before: number;
  after: number;
  /** Belongs to the end of the paper: 落款 never stands on a page alone. */
  closing: boolean;
  /** Announces what comes next, and stands on its page. */
  announces: boolean;
}

const INDENT = 2 * BODY_SIZE;
/** Signatures and dates stand two characters in from the right. */
const RIGHT_INDENT = 2 * BODY_SIZE;
/** A line that would need more is better left ragged; Latin words fall apart sooner. */
const WIDEST_SPACING = BODY_SIZE / 5;
const WIDEST_LATIN_SPACING = BODY_SIZE / 16;
const LATIN = /\p{Script=Latin}/gu;
/** Of the paper's last words, at least so many lines go over to the page of the signatures. */
const KEPT_LINES = 2;
/** 行距: as GB/T 9704 has it, and as close as courts set. */
const LEADINGS = [LINE_HEIGHT, 27.5, 26, 24.5];

interface Setting {
  measureIn: MeasureIn;
  leading: number;
}

/** Lays a paper out: what stands on which page, and where. The last page leaves room for the QR code. */
export function layOut(blocks: readonly Block[], measureIn: MeasureIn): PlacedLine[][] {
  const attempts = LEADINGS.map((leading) => paginate(rowsOf(blocks, { measureIn, leading })));
  // Closer lines only where they save a page.
  return attempts.reduce((best, next) => (next.length < best.length ? next : best));
}

function paginate(rows: Row[]): PlacedLine[][] {
  const pages: Row[][] = [[]];
  let used = 0;
  for (const group of groupsOf(rows)) {
    const height = heightOf(group.rows);
    const limit = group.isLast ? TEXT_HEIGHT - VERIFICATION_HEIGHT : TEXT_HEIGHT;
    // A group higher than a page has to be broken wherever it is.
    if (used + height > limit && used > 0) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1)?.push(...group.rows);
    used += height;
  }
  return pages.map(placed);
}

function placed(rows: Row[]): PlacedLine[] {
  let top = 0;
  return rows.map((row, i) => {
    const { before, after, height, closing: _closing, announces: _announces, ...line } = row;
    // No gap at the head of a page; glyphs reach from 0.88 above the baseline to 0.12 below.
    top += i === 0 ? 0 : before;
    const y = top + (height + 0.76 * line.size) / 2;
    top += height + after;
    return { ...line, y };
  });
}

/** Each line by itself, but what announces with its next; and at the end the signatures with the last lines. */
function groupsOf(rows: Row[]): { rows: Row[]; isLast: boolean }[] {
  const start = rows.findIndex(({ closing }) => closing);
  const end = start === -1 ? rows.length : start;
  let kept = Math.max(0, end - KEPT_LINES);
  while (rows[kept - 1]?.announces) kept -= 1;
  const groups: Row[][] = [];
  for (const [i, row] of rows.slice(0, kept).entries()) {
    if (rows[i - 1]?.announces) groups.at(-1)?.push(row);
    else groups.push([row]);
  }
  return [
    ...groups.map((group) => ({ rows: group, isLast: false })),
    { rows: rows.slice(kept), isLast: true },
  ];
}

function heightOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { before, height, after }) => sum + before + height + after, 0);
}

function rowsOf(blocks: readonly Block[], setting: Setting): Row[] {
  const isText = ({ style }: Block) => style === 'paragraph' || style === 'item';
  const firstText = blocks.findIndex((block) => isText(block) || block.style === 'left');
  const lastText = blocks.findLastIndex(isText);
  return blocks.flatMap((block, i) => {
    const closing = i > lastText && lastText !== -1;
    const gap = i === firstText || i === lastText + 1 ? setting.leading / 2 : 0;
    const ofBlock = rowsOfBlock(numbered(blocks, i), closing, setting);
    const isLead = isText(block) && /[：:]$/u.test(block.text);
    return ofBlock.map((row, j) => ({
      announces: isLead && j >= ofBlock.length - KEPT_LINES,
      before: j === 0 ? gap : 0,
      after: 0,
      ...row,
      closing,
    }));
  });
}

/** Items count up from （一） in each run of them; within it they end in ； and with 。 */
function numbered(blocks: readonly Block[], i: number): Block {
  const block = blocks[i];
  if (!block) return { style: 'paragraph', text: '' };
  if (block.style !== 'item') return block;
  const start = blocks.slice(0, i).findLastIndex(({ style }) => style !== 'item') + 1;
  const isLast = blocks[i + 1]?.style !== 'item';
  const text = block.text.replace(/[；。;.]+$/u, '') + (isLast ? '。' : '；');
  return { style: 'item', text: `（${chineseNumeral(i - start + 1)}）${text}` };
}

/** What is not said is no gap. */
type BlockRow = Omit<Row, 'closing' | 'announces' | 'before' | 'after'> & Partial<Row>;

function rowsOfBlock({ style, text }: Block, closing: boolean, setting: Setting): BlockRow[] {
  switch (style) {
    case 'court':
      return [heading(text, { size: 22, after: 6 }, setting)];
    case 'title':
      return [heading(spaced(text), { size: 26, after: 16 }, setting)];
    case 'right':
      // 案号 stands at the margin, 署名 two characters in from it.
      return aligned(text, { right: closing ? RIGHT_INDENT : 0 }, setting);
    case 'date':
      return aligned(text, { right: RIGHT_INDENT, isDate: true }, setting);
    case 'left':
      return body(text, 0, setting);
    case 'paragraph':
    case 'item':
      return body(text, INDENT, setting);
  }
}

/** Short titles are spaced out, as 决 定 书. */
function spaced(title: string): string {
  return [...title].length <= 5 ? [...title].join(' ') : title;
}

function heading(
  text: string,
  { size: wanted, after }: { size: number; after: number },
  { measureIn }: Setting,
): BlockRow {
  const full = measureIn('bold', wanted)(text);
  const size = full > TEXT_WIDTH ? (wanted * TEXT_WIDTH) / full : wanted;
  const x = (TEXT_WIDTH - measureIn('bold', size)(text)) / 2;
  return { text, face: 'bold', size, x, spacing: 0, height: size * 1.5, after };
}

function aligned(
  text: string,
  { right, isDate = false }: { right: number; isDate?: boolean },
  { measureIn, leading }: Setting,
): BlockRow[] {
  const measure = measureIn('regular', BODY_SIZE);
  const lines = breakLines(text, { width: TEXT_WIDTH - right, measure });
  return lines.map((line, i) => {
    const width = measure(line.text);
    const x = Math.max(0, TEXT_WIDTH - right - width);
    const isSealed = isDate && i === lines.length - 1;
    return {
      ...{ text: line.text, face: 'regular', size: BODY_SIZE, x, spacing: 0, height: leading },
      ...(isSealed && { sealCentre: x + width / 2, after: SEAL_ROOM }),
    };
  });
}

function body(text: string, indent: number, { measureIn, leading }: Setting): BlockRow[] {
  const measure = measureIn('regular', BODY_SIZE);
  const lines = breakLines(text, { width: TEXT_WIDTH, indent, measure });
  return lines.map((line, i) => {
    const x = i === 0 ? indent : 0;
    const gaps = [...line.text].length - 1;
    const isLast = i === lines.length - 1;
    const needed = gaps > 0 ? (TEXT_WIDTH - x - line.width) / gaps : 0;
    // A last line is never stretched; one that is a hair too long is always drawn together.
    const spacing = isLast || needed > widestSpacing(line.text) ? Math.min(0, needed) : needed;
    return { text: line.text, face: 'regular', size: BODY_SIZE, x, spacing, height: leading };
  });
}

function widestSpacing(text: string): number {
  const letters = text.match(LATIN)?.length ?? 0;
  return letters * 2 > text.length ? WIDEST_LATIN_SPACING : WIDEST_SPACING;
}

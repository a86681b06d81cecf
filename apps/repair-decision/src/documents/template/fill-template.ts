import Mustache from 'mustache';
import type { Block, BlockStyle } from '../typesetting/block.js';

/** Stands before what was filled in, so that nobody's words are taken for the template's marks. */
const FILLED = '\u2060';
const LINE_BREAK = '\u2028';

const MARKS: [mark: string, style: BlockStyle][] = [
  ['## ', 'title'],
  ['# ', 'court'],
  ['>> ', 'date'],
  ['> ', 'right'],
  ['< ', 'left'],
  ['+ ', 'item'],
];

/** Fills a template in and reads it into blocks: one per line, and one per line break in what was filled in. */
export function fillTemplate(template: string, view: object): Block[] {
  const text = Mustache.render(template, view, {}, { escape: guard });
  return text
    .split('\n')
    .filter((line) => line.replaceAll(FILLED, '').trim() !== '')
    .flatMap(blocksOf);
}

function guard(value: unknown): string {
  return (
    FILLED +
    String(value)
      .replaceAll(FILLED, '')
      .replace(/\r\n?|\n|\u2029/g, LINE_BREAK)
  );
}

function blocksOf(line: string): Block[] {
  const [mark = '', style = 'paragraph'] = MARKS.find(([start]) => line.startsWith(start)) ?? [];
  const parts = line.slice(mark.length).replaceAll(FILLED, '').split(LINE_BREAK);
  return (
    parts
      // Not the wide blanks: they are room for a signature.
      .map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ''))
      .filter((part, i) => part !== '' || i === 0)
      .map((text, i) => ({ style: i === 0 || style !== 'item' ? style : 'paragraph', text }))
  );
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { citizenIdOf, usccOf } from '#identifiers';
import { COURT } from '#stack';

const DAY = 24 * 60 * 60 * 1000;
/** Nobody who was born by then is alive: made-up numbers hit no one. */
const LAST_BIRTH = Date.UTC(1905, 11, 31);
const BIRTH_DAYS = 9000;
const FIRST_YEAR = 2017;
const YEARS = 9;
const ROWS_PER_PIECE = 500;

/** Every second row is a natural person, as about half of the published list. */
export function isPerson(number: number): boolean {
  return number % 2 === 0;
}

export function caseNumberOf(number: number): string {
  return `（${yearOf(number)}）${COURT}执${number}号`;
}

/** Different for each number below ten million; of no firm that exists. */
export function unitCodeOf(number: number): string {
  return usccOf(`91340104T${String(number).padStart(7, '0')}`);
}

/** Different for each number below nine million. */
export function idNumberOf(number: number): string {
  const birth = new Date(LAST_BIRTH - (number % BIRTH_DAYS) * DAY);
  const born = birth.toISOString().slice(0, 10).replaceAll('-', '');
  return citizenIdOf(`340104${born}${String(Math.floor(number / BIRTH_DAYS)).padStart(3, '0')}`);
}

/** One record as courts publish it, the number-th of the list. */
export function publishedRow(number: number): string {
  const person = isPerson(number);
  const year = yearOf(number);
  return JSON.stringify({
    id: number,
    iname: person ? `测速${number}` : `合肥测速${number}号建材有限公司`,
    cardNum: person ? idNumberOf(number) : unitCodeOf(number),
    age: person ? 30 + (number % 40) : 0,
    sexy: person ? '男' : '',
    partyTypeName: person ? '0' : '1',
    businessEntity: person ? '' : `测速${number}`,
    caseCode: `(${year})${COURT}执${number}号`,
    gistId: `(${year - 1})${COURT}民初${number}号`,
    gistUnit: '合肥市蜀山区人民法院',
    courtName: '合肥市蜀山区人民法院',
    areaName: '安徽',
    regDate: `${year}0115`,
    publishDate: `${year}0${1 + (number % 9)}28`,
    duty: `被告于本判决生效之日起十日内支付货款${1000 + (number % 900_000)}元及逾期利息`,
    performance: '全部未履行',
    performedPart: '-',
    unperformPart: '-',
    disruptTypeName: '其他有履行能力而拒不履行生效法律文书确定义务',
  });
}

/** Writes the list to a file, so that making it up costs nothing while it is taken in. */
export async function writeRows(file: string, count: number): Promise<void> {
  await pipeline(Readable.from(pieces(count)), createWriteStream(file));
}

function* pieces(count: number): Generator<string> {
  for (let from = 1; from <= count; from += ROWS_PER_PIECE) {
    const size = Math.min(ROWS_PER_PIECE, count - from + 1);
    yield Array.from({ length: size }, (_, i) => publishedRow(from + i) + '\n').join('');
  }
}

function yearOf(number: number): number {
  return FIRST_YEAR + (number % YEARS);
}

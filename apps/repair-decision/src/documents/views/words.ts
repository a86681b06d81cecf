import { shanghaiDate } from '#calendar';
import { courtName } from '#identifiers';
import type { Phrases } from '../template/phrases.js';

const WIDE_BLANK = '\u3000';

/** 2026年3月2日, as days stand within a text. */
export function inText(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

export function instantInText(at: Date): string {
  return inText(shanghaiDate(at));
}

/** Without the stop at its end: the template has its own. */
export function withoutStop(text: string): string {
  return text.trim().replace(/[。；.;，,]+$/u, '');
}

/** 政府采购、招标投标. */
export function enumerated(words: readonly string[]): string {
  return words.join('、');
}

/**
 * The court above, which reviews (复议): 皖0104 → 皖01 → 皖 → 最高法. A court that we can't name is called
 * 上一级人民法院.
 */
export function higherCourtOf(courtCode: string, { higherCourt }: Phrases): string {
  const [, province = '', digits = ''] = /^(\D+?)(\d*)$/.exec(courtCode) ?? [];
  const above = digits.length === 4 ? province + digits.slice(0, 2) : digits ? province : '最高法';
  const name = courtName(above);
  return name.includes(above) ? higherCourt : name;
}

/** Office and name, apart by a wide blank; a name of two characters takes the room of three. */
export function signatureLine(office: string, name: string | undefined): string {
  const characters = [...(name ?? '')];
  const spaced = characters.length === 2 ? characters.join(WIDE_BLANK) : characters.join('');
  // What is not printed is signed by hand, in the room left for it.
  return `${office}${WIDE_BLANK}${spaced || WIDE_BLANK.repeat(3)}`;
}

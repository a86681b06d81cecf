import { checkCitizenId } from './citizen-id.js';

const DATE = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])';
/** Shape alone, standing by itself: a mistyped number still gives a person away. 15 digits: before 1999. */
const SHAPES = new RegExp(
  `(?<!\\d)[1-9]\\d{5}(?:(?:18|19|20)\\d{2}${DATE}\\d{3}[\\dX]|\\d{2}${DATE}\\d{3})(?!\\d)`,
);
/** Numbers that overlap are tried one by one, hence the look-ahead. */
const RUNS = /(?=([1-9]\d{16}[\dX]))/g;

/** What courts' texts are full of and what holds no digit. */
const PUNCTUATION = new Set(
  [...'，。、；：（）〔〕《》“”！？【】·—…％￥'].map((sign) => sign.charCodeAt(0)),
);

/** Whether a text holds a 公民身份号码, also one that is broken up, full-width or inside a longer number. */
export function containsIdentityNumber(text: string): boolean {
  if (!mayHold15Digits(text)) return false;
  const plain = text.normalize('NFKC').toUpperCase();
  const joined = plain.replace(/[\s\p{Pd}.,·_]/gu, '');
  return [plain, joined].some(
    (form) =>
      SHAPES.test(form) || [...form.matchAll(RUNS)].some(([, run]) => run && isIdentityNumber(run)),
  );
}

/** Letters that no 统一社会信用代码 has, because they are read as digits; people write them as such. */
const READ_AS_DIGIT: Record<string, string> = { I: '1', O: '0', S: '5', Z: '2' };

/**
 * Whether what was given as a unit's code, and is no valid one, may be a damaged 公民身份号码: a digit lost,
 * doubled or mistyped. Asked only of codes that fail their check, and in doubt true: a unit's record can
 * be put right, a number that was told to everybody cannot be taken back.
 */
export function mayBeIdentityNumber(code: string): boolean {
  const plain = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '');
  const digits = plain.replace(/[IOSZ]/g, (letter) => READ_AS_DIGIT[letter] ?? letter);
  return [plain, digits].some(
    (form) => containsIdentityNumber(form) || BIRTH_YEAR.test(form) || LOST_OR_MISTYPED.test(form),
  );
}

/** Enough of a number to know the day of birth, or nearly. */
const BIRTH_YEAR = /^\d{6}(?:18|19|20)\d{5}/;
/** No unit's number had 14, 16 or 17 digits; of longer ones that fail the check, firms' start with 9. */
const LOST_OR_MISTYPED = /^[1-8]\d{13}(?:.{2,})?$/;

/**
 * Most texts are short of digits, and a registry import asks this of millions. A character that might
 * stand for a digit once normalised (full width, ⑳ …) sends the text to the thorough look.
 */
function mayHold15Digits(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits += 1;
    else if (code > 0x7f && !(code >= 0x4e00 && code <= 0x9fff) && !PUNCTUATION.has(code)) {
      return true;
    }
  }
  return digits >= 15;
}

function isIdentityNumber(run: string): boolean {
  return checkCitizenId(run, '9999-12-31').ok;
}

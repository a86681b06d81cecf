import { openFonts, type Fonts } from './fonts.js';

const HAN = /\p{Script=Han}/u;
const LAYOUT = /[\n\r\t]/;
/** Variation selectors and the like: without them the character stands in its usual form. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * What the font can't show, by its number: 刘𬎆 is 刘〔U+2C386〕. No font has every character that stands
 * in a name, and a paper with a box in a name is none.
 */
export function withNumbersForRare(text: string, { regular }: Fonts): string {
  return [...text]
    .map((each) => {
      const code = each.codePointAt(0) ?? 0;
      if (LAYOUT.test(each) || regular.hasGlyphForCodePoint(code)) return each;
      if (IGNORABLE.test(each)) return '';
      return `〔U+${code.toString(16).toUpperCase().padStart(4, '0')}〕`;
    })
    .join('');
}

let known: ReadonlySet<number> | null = null;

/**
 * Whether a text that somebody writes for a paper can be printed: a 汉字 always, if need be by its number;
 * anything else, such as an emoji, only if the font has it. The font is read when the first is asked for.
 */
export function isPrintable(text: string): boolean {
  return [...text].every(
    (each) => HAN.test(each) || LAYOUT.test(each) || hasGlyph(each) || IGNORABLE.test(each),
  );
}

function hasGlyph(character: string): boolean {
  known ??= new Set(openFonts().regular.characterSet);
  return known.has(character.codePointAt(0) ?? 0);
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import type { Face, MeasureIn } from './lay-out.js';

const require = createRequire(import.meta.url);
/** Whole names, so that tools see what is needed. */
const FILES: Record<Face, string> = {
  regular:
    require.resolve('@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf'),
};
const WORDS = /[^ ]* |[^ ]+/g;

export type Fonts = Record<Face, Font>;

/** 思源宋体 (Noto Serif SC, SIL OFL 1.1), from its package: 15 MB each, so read once per thread. */
export function openFonts(): Fonts {
  return { regular: openFont(FILES.regular), bold: openFont(FILES.bold) };
}

function openFont(file: string): Font {
  const font = create(readFileSync(file));
  if (font.type !== 'TTF') throw new Error(`${file} is no single font.`);
  return font;
}

/** Widths as the PDF writer will have them: word by word, each laid out once. */
export function measureWith(fonts: Fonts): MeasureIn {
  const known: Record<Face, Map<string, number>> = { regular: new Map(), bold: new Map() };
  const widthOf = (face: Face, word: string) => {
    let width = known[face].get(word);
    if (width === undefined) {
      const font = fonts[face];
      width = font.layout(word).advanceWidth / font.unitsPerEm;
      known[face].set(word, width);
    }
    return width;
  };
  return (face, size) => (text) =>
    (text.match(WORDS) ?? []).reduce((sum, word) => sum + widthOf(face, word) * size, 0);
}

export const LANGUAGES = ['zh-CN', 'en'] as const;
/** The languages in which every text that people read exists. */
export type Language = (typeof LANGUAGES)[number];

/** Chinese courts are the users; everybody else asks for English. */
export const DEFAULT_LANGUAGE: Language = 'zh-CN';

interface Wish {
  tag: string;
  weight: number;
}

/** @returns the best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4). */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map(wishOf)
    .filter((wish) => wish.weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { tag } of wishes) {
    const language = LANGUAGES.find((known) => tag.split('-')[0] === known.split('-')[0]);
    if (language) return language;
  }
  return DEFAULT_LANGUAGE;
}

function wishOf(part: string): Wish {
  const [tag = '', ...parameters] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}

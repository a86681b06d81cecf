import i18next from 'i18next';
import { DEFAULT_LANGUAGE, type Language } from './language-of.js';

/** Values for the `{{placeholders}}` of a text. */
export type TextVars = Record<string, string | number>;

/** The texts of one place in the code, in every language. */
export interface Texts<Key extends string = string> {
  /** The text of `key` in `language` (default 简体中文), its `{{placeholders}}` filled from `vars`. */
  text(this: void, key: Key, vars?: TextVars, language?: Language): string;
  /** Whether a text of that key exists: for keys that come from outside, such as a rule's name. */
  has(this: void, key: string): key is Key;
}

/**
 * Keeps texts beside the code that shows them. The compiler holds both languages to the same keys.
 *
 * @example const { text } = createTexts({ 'zh-CN': { hello: '你好，{{name}}' }, en: { hello: 'Hello {{name}}' } });
 */
export function createTexts<const Chinese extends Record<string, string>>(texts: {
  'zh-CN': Chinese;
  en: { [Key in keyof Chinese]: string };
}): Texts<keyof Chinese & string> {
  const instance = i18next.createInstance();
  void instance.init({
    lng: DEFAULT_LANGUAGE,
    fallbackLng: DEFAULT_LANGUAGE,
    initAsync: false,
    // Keys are whole: a dot or a colon in one is no path.
    keySeparator: false,
    nsSeparator: false,
    // What is shown is JSON or a terminal; whoever renders HTML escapes there.
    interpolation: { escapeValue: false },
    resources: {
      'zh-CN': { translation: { ...texts['zh-CN'] } },
      en: { translation: { ...texts.en } },
    },
  });
  return {
    text: (key, vars = {}, language = DEFAULT_LANGUAGE) =>
      instance.t(key, { ...vars, lng: language }),
    has: (key): key is keyof Chinese & string => Object.hasOwn(texts['zh-CN'], key),
  };
}

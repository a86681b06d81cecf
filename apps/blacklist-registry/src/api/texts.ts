import { createTexts } from '#i18n';
import { importTexts } from './imports.texts.js';
import { listingsTexts } from './listings.texts.js';
import { restrictionsTexts } from './restrictions.texts.js';
import { statusTexts } from './status.texts.js';

/** What the registry's own rules say to the person who broke one. */
export const texts = createTexts({
  'zh-CN': {
    ...listingsTexts['zh-CN'],
    ...restrictionsTexts['zh-CN'],
    ...statusTexts['zh-CN'],
    ...importTexts['zh-CN'],
  },
  en: { ...listingsTexts.en, ...restrictionsTexts.en, ...statusTexts.en, ...importTexts.en },
});

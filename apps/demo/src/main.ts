import { createDevelopmentKeys } from '#infrastructure';
import { COURT, OTHER_COURT } from '#stack';
import { languageFrom } from './config.js';
import { demo } from './demo.js';
import { develop } from './dev.js';
import { commandLine } from './options.js';

await commandLine(
  {
    demo: (options) => (options.dev ? develop(options.lang) : demo(options)),
    keys: async (folder) => void createDevelopmentKeys(folder, [COURT, OTHER_COURT]),
  },
  languageFrom(),
).parseAsync();

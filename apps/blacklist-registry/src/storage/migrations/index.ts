import { Listings1763856000000 } from './1763856000000-listings.js';
import { ForgedCopiesByTime1763859600000 } from './1763859600000-forged-copies-by-time.js';
import { Corrections1764105000000 } from './1764105000000-corrections.js';
import { Restrictions1764110000000 } from './1764110000000-restrictions.js';
import { Dormancy1764111000000 } from './1764111000000-dormancy.js';
import { Imports1764120000000 } from './1764120000000-imports.js';
import { CaseFacts1764127000000 } from './1764127000000-case-facts.js';

/** In order; only ever added to. */
export const registryMigrations = [
  Listings1763856000000,
  ForgedCopiesByTime1763859600000,
  Corrections1764105000000,
  Restrictions1764110000000,
  Dormancy1764111000000,
  Imports1764120000000,
  CaseFacts1764127000000,
];

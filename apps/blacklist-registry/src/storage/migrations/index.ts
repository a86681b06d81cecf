import { Listings1763856000000 } from './1763856000000-listings.js';
import { ForgedCopiesByTime1763859600000 } from './1763859600000-forged-copies-by-time.js';

/** In order; only ever added to. */
export const registryMigrations = [Listings1763856000000, ForgedCopiesByTime1763859600000];

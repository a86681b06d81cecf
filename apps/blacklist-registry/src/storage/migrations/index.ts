import { Listings1763856000000 } from './1763856000000-listings.js';

/** In order; only ever added to. */
export const registryMigrations = [Listings1763856000000];

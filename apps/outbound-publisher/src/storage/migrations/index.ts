import { Initial1790000000001 } from './0001-initial.js';

/** In order; a migration that has run anywhere is never changed again. */
export const publisherMigrations = [Initial1790000000001];

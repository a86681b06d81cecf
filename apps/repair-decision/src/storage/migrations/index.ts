import { Decisions1763856000000 } from './1763856000000-decisions.js';

/** This service's migrations, in order. */
export const decisionMigrations = [Decisions1763856000000];

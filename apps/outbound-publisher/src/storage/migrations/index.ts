import { Initial1790000000001 } from './0001-initial.js';
import { Policy1790000000005 } from './0005-policy.js';
import { Snapshot1790000000006 } from './0006-snapshot.js';
import { Kafka1790000000007 } from './0007-kafka.js';

/** In order; a migration that has run anywhere is never changed again. */
export const publisherMigrations = [
  Initial1790000000001,
  Policy1790000000005,
  Snapshot1790000000006,
  Kafka1790000000007,
];

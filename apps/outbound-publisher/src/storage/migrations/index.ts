import { Initial1790000000001 } from './0001-initial.js';
import { Onboarding1790000000002 } from './0002-onboarding.js';
import { Failure1790000000003 } from './0003-failure.js';
import { Intake1790000000004 } from './0004-intake.js';
import { Policy1790000000005 } from './0005-policy.js';
import { Snapshot1790000000006 } from './0006-snapshot.js';
import { Kafka1790000000007 } from './0007-kafka.js';
import { Corrections1790000000008 } from './0008-corrections.js';
import { Pauses1790000000009 } from './0009-pauses.js';

/** In order; a migration that has run anywhere is never changed again. */
export const publisherMigrations = [
  Initial1790000000001,
  Onboarding1790000000002,
  Failure1790000000003,
  Intake1790000000004,
  Policy1790000000005,
  Snapshot1790000000006,
  Kafka1790000000007,
  Corrections1790000000008,
  Pauses1790000000009,
];

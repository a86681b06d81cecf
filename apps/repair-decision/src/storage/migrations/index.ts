import { Decisions1763856000000 } from './1763856000000-decisions.js';
import { Documents1764140000000 } from './1764140000000-documents.js';
import { Materials1764141000000 } from './1764141000000-materials.js';
import { Commitments1764142000000 } from './1764142000000-commitments.js';
import { DormantItems1764143000000 } from './1764143000000-dormant-items.js';
import { RuleSetVersions1764144000000 } from './1764144000000-rule-set-versions.js';

/** This service's migrations, in order; only ever added to. */
export const decisionMigrations = [
  Decisions1763856000000,
  Documents1764140000000,
  Materials1764141000000,
  Commitments1764142000000,
  DormantItems1764143000000,
  RuleSetVersions1764144000000,
];

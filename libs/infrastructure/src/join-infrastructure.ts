import { readInfrastructureSettings } from './config.js';
import { Infrastructure } from './infrastructure.js';
import type { KafkaPart, PostgresPart, Purpose } from './parts.js';
import { Run } from './run.js';
import { dropDatabases } from './url.js';

/** A run of its own on servers that another run of ours started: its databases and processes end with it. */
export function joinInfrastructure(
  purpose: Purpose,
  postgres: PostgresPart,
  kafka: KafkaPart,
): Infrastructure {
  const run = new Run(readInfrastructureSettings().home, purpose);
  run.onStop(() => dropDatabases(postgres.adminUrl, run.id));
  return new Infrastructure(run, postgres, { ...kafka, topicSuffix: run.id });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInfrastructureSettings } from '#infrastructure';

/** All log files of one run, as text. */
export function logsOf(runId: string): string[] {
  const folder = join(readInfrastructureSettings().home, 'logs');
  const ofRun = readdirSync(folder).find((name) => name.endsWith(runId));
  if (!ofRun) throw new Error(`Run ${runId} has left no logs.`);
  return readdirSync(join(folder, ofRun)).map((name) =>
    readFileSync(join(folder, ofRun, name), 'utf8'),
  );
}

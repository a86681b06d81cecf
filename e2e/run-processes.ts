import { execFileSync } from 'node:child_process';

/** Ids of the running processes that carry a run's mark in their command line. */
export function processesOfRun(runId: string): number[] {
  const listing = execFileSync('ps', ['-ww', '-e', '-o', 'pid=,args='], { encoding: 'utf8' });
  return listing
    .split('\n')
    .filter((line) => line.includes(runId))
    .map((line) => Number.parseInt(line, 10));
}

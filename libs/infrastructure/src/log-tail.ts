import { readFileSync } from 'node:fs';

const LINES = 15;

/** The last lines of a process's log, for the message about its failure. */
export function logTail(path: string): string {
  try {
    return `${path}:\n${readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LINES).join('\n')}`;
  } catch {
    return `${path} is empty.`;
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const SECOND = 1000;
const POLL_MS = 50;

/** A process that a run started: its id alone proves nothing, ids are used again. */
export interface StartedProcess {
  name: string;
  pid: number;
  /** Occurs in its command line and in no stranger's: holds the run's id. */
  marker: string;
  /** How it is asked to end. */
  signal: NodeJS.Signals;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @returns the process's command line, or undefined when it has ended. */
function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return process.platform === 'linux' ? undefined : askPs(pid, 'command=');
  }
}

/** Tells one process from a later one with the same id. */
export function startOf(pid: number): string | undefined {
  const fields = statFieldsOf(pid);
  if (fields) return fields[19];
  return process.platform === 'linux' ? undefined : askPs(pid, 'lstart=');
}

/**
 * Ends a process and its group: asks first, then kills. Does nothing unless the command line still
 * carries the marker, so that a stranger with a used-again id is safe.
 */
export async function stopProcess(started: StartedProcess, patienceMs: number): Promise<void> {
  if (!isOurs(started)) return;
  signalGroup(started.pid, started.signal);
  if (await ended(started.pid, patienceMs)) return;
  signalGroup(started.pid, 'SIGKILL');
  await ended(started.pid, 5 * SECOND);
}

/**
 * SIGKILL, and no asking first. Children that notice by themselves, as Postgres' backends do, are
 * waited for: a server that starts again beside them would refuse to.
 */
export async function crashProcess(started: StartedProcess, patienceMs: number): Promise<void> {
  if (!isOurs(started)) return;
  const children = childrenOf(started.pid);
  signalGroup(started.pid, 'SIGKILL');
  await Promise.all([started.pid, ...children].map((pid) => ended(pid, patienceMs)));
}

/** The last resort while this process itself is ending: no waiting is possible any more. */
export function killProcess(started: StartedProcess): void {
  // Postgres gets its own quick stop: its backends are in sessions of their own and end with it.
  if (isOurs(started))
    signalGroup(started.pid, started.name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
}

/** Blocks for a moment until killed processes are gone: only for the very end of this process. */
export function waitUntilEnded(processes: readonly StartedProcess[]): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 2 * (SECOND / POLL_MS); tries > 0 && processes.some(isOurs); tries--) {
    Atomics.wait(pause, 0, 0, POLL_MS);
  }
}

function isOurs({ pid, marker }: StartedProcess): boolean {
  return isAlive(pid) && (commandLineOf(pid)?.includes(marker) ?? false);
}

/** @returns false when the process is still there after `patienceMs`. */
async function ended(pid: number, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return true;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group (Windows has none): the process alone; or it has ended meanwhile.
    }
  }
}

function isZombie(pid: number): boolean {
  return statFieldsOf(pid)?.[0] === 'Z';
}

/** Fields of /proc/<pid>/stat from the state on; the name before it may hold spaces. */
function statFieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** None where there is no /proc: there they are not waited for. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function askPs(pid: number, column: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.trim() || undefined;
  } catch {
    return undefined;
  }
}

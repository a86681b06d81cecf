import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

let ticksPerSecond: number | undefined;

/**
 * CPU time that a process and its descendants have used since they started, user and system, with the
 * descendants that have ended meanwhile: Postgres forks a backend per connection. Linux only.
 */
export function cpuMs(pid: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const ticks = familyOf(pid).reduce((sum, member) => sum + ticksOf(member), 0);
  return (ticks * 1000) / ticksPerSecond;
}

/** Memory of a process and all its descendants, shared pages counted once (PSS). */
export function pssMb(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + ownPssKb(member), 0) / 1024;
}

/** The most memory that a process itself ever had resident, in MiB, as its kernel kept it. Linux only. */
export function peakRssMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
}

/** Postgres works in children of its first process. */
function familyOf(pid: number): number[] {
  const parents = parentsOfAll();
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

/** Its own, and those of its children that have ended: user and system each. */
function ticksOf(pid: number): number {
  const fields = statFieldsOf(pid) ?? [];
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
}

/** Fields of /proc/<pid>/stat from the state on: the command's name before it may hold blanks. */
function statFieldsOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

function ownPssKb(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  } catch {
    // A short-lived backend has ended meanwhile.
    return 0;
  }
}

function parentsOfAll(): [pid: number, parent: number][] {
  return readdirSync('/proc').flatMap((name) => {
    const parent = /^\d+$/.test(name) ? statFieldsOf(Number(name))?.[1] : undefined;
    return parent === undefined ? [] : [[Number(name), Number(parent)] as [number, number]];
  });
}

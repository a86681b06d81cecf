import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of a V8 `.cpuprofile` is read here. */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: number[];
  /** Microseconds from the sample before. */
  timeDeltas: number[];
}

export interface SelfTime {
  function: string;
  /** Of all time that was not idle. */
  share: number;
  ms: number;
}

const NOT_WORKING = new Set(['(idle)', '(root)']);

/** The functions that the program itself was in for longest, callees left out. */
export function topSelfTimes(profile: CpuProfile, count: number): SelfTime[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  profile.samples.forEach((id, i) => {
    const name = names.get(id) ?? '';
    if (NOT_WORKING.has(name)) return;
    // A sample stands for the time until the next one.
    spent.set(name, (spent.get(name) ?? 0) + (profile.timeDeltas[i + 1] ?? 0));
  });
  const total = [...spent.values()].reduce((sum, each) => sum + each, 0);
  return [...spent]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([name, microseconds]) => ({
      function: name,
      share: Number((microseconds / total).toFixed(4)),
      ms: Math.round(microseconds / 1000),
    }));
}

/** Profiles that processes of ours left in a folder. */
export function profilesIn(folder: string): { file: string; profile: CpuProfile }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => {
      const file = join(folder, name);
      return { file, profile: JSON.parse(readFileSync(file, 'utf8')) as CpuProfile };
    });
}

function nameOf({
  functionName,
  url,
  lineNumber,
}: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName;
  const place = url.replace(/^.*\/(node_modules|dist|node:)/, '$1');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

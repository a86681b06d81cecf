import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEBIBYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What this process really holds in memory, in MiB, buffers included: garbage does not count. */
export function liveMiB(): number {
  // Buffers are swept beside the program: what the first round found is gone by the second.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEBIBYTE;
}

/** The most that it held while `work` was under way, beyond what it held before. */
export async function mostHeldDuring(work: () => Promise<unknown>): Promise<number> {
  const before = liveMiB();
  let most = before;
  let sampling: NodeJS.Timeout;
  const sample = (): void => {
    const began = performance.now();
    most = Math.max(most, liveMiB());
    // However long that takes: most of the time is for the work.
    sampling = setTimeout(sample, 4 * (performance.now() - began));
  };
  sample();
  try {
    await work();
  } finally {
    clearTimeout(sampling!);
  }
  return Math.max(most, liveMiB()) - before;
}

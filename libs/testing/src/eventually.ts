import { setTimeout as wait } from 'node:timers/promises';

const SECOND = 1000;
const PATIENCE = 30 * SECOND;
const POLL_MS = 25;

/**
 * Waits for what another process or an engine in the background brings about, and for nothing else:
 * work in this process is drained. An error of `condition` counts as "not yet".
 *
 * @returns the first value that is neither false, null nor undefined.
 * @throws what the last try said, after `patienceMs`.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  patienceMs = PATIENCE,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + patienceMs;
  let last: unknown;
  do {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
      last = new Error(`still ${String(value)} after ${patienceMs} ms`);
    } catch (error) {
      last = error;
    }
    await wait(POLL_MS);
  } while (performance.now() < deadline);
  throw last;
}

import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  count: number;
  perSecond: number;
}

export interface OpenLoopRun<Result> {
  results: Result[];
  /** How far the latest start was behind its time: large means that the generator itself was slow. */
  worstLagMs: number;
  seconds: number;
}

/**
 * Starts `act` at fixed moments, whether or not earlier ones have ended: a slow system gets no mercy,
 * as it gets none from the people who use it (no coordinated omission).
 */
export async function openLoop<Result>(
  { count, perSecond }: Pace,
  act: (index: number) => Promise<Result>,
): Promise<OpenLoopRun<Result>> {
  const start = performance.now();
  const running: Promise<Result>[] = [];
  let worstLagMs = 0;
  for (let index = 0; index < count; index++) {
    const due = start + (index * 1000) / perSecond;
    const ahead = due - performance.now();
    if (ahead > 0) await pause(ahead);
    worstLagMs = Math.max(worstLagMs, performance.now() - due);
    running.push(act(index));
  }
  const results = await Promise.all(running);
  return { results, worstLagMs, seconds: (performance.now() - start) / 1000 };
}

/** Does all of it as fast as `width` at a time allow; for preparing, never for measuring. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as Item;
      results[index] = await act(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

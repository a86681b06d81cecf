import { Court, Operations, registerPlatform, startStack, type Platform, type Stack } from '#stack';

export interface BenchStack {
  stack: Stack;
  court: Court;
  operations: Operations;
  platforms: Platform[];
}

/** Runs `measure` on a stack of its own, with `subscribers` honest platforms; all is stopped afterwards. */
export async function onStack<Result>(
  subscribers: number,
  say: (line: string) => void,
  measure: (bench: BenchStack) => Promise<Result>,
): Promise<Result> {
  const stack = await startStack({
    purpose: 'bench',
    platforms: Array.from({ length: subscribers }, (_, i) => ({
      name: `测速平台${i + 1}`,
      behaviour: 'honest' as const,
    })),
    report: say,
  });
  try {
    const { urls, tokens } = stack;
    const platforms = await Promise.all(
      stack.platforms.map((platform) =>
        registerPlatform(platform, urls.publisher, tokens.operations),
      ),
    );
    const court = new Court(urls, tokens);
    const operations = new Operations(urls.publisher, tokens.operations);
    return await measure({ stack, court, operations, platforms });
  } finally {
    await stack.stop();
  }
}

/** The processes whose use of the machine is measured; servers only where they run here as ours. */
export function measuredPids(stack: Stack): [name: string, pid: number][] {
  const { kafka, postgres } = stack.infrastructure;
  const pids = Object.entries({ ...stack.pids(), kafka: kafka.pid, postgres: postgres.pid });
  return pids.flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]]));
}

import type { Bench } from '../bench.js';
import { measuredPids, onStack } from '../bench-stack.js';
import { prepareDrafts, publishControl, quiet } from '../prepare.js';
import { pssMb } from '../process-figures.js';

const BOUND = 60 * 1000;
const DECISIONS = 50;

/** Memory of the services, Kafka and Postgres after some work, shared pages counted once. */
export const memory: Bench = {
  name: 'memory',
  description: 'memory (PSS) of the services, Kafka and Postgres after some work',
  flags: () => undefined,

  run: (_, say) =>
    onStack(4, say, async ({ stack, court, operations }) => {
      await publishControl(court);
      for (const { id } of await prepareDrafts(court, DECISIONS)) await court.approve(id);
      await quiet(operations, BOUND);

      const megabytes = measuredPids(stack).map(
        ([name, pid]) => [name, Math.round(pssMb(pid))] as const,
      );
      return {
        bench: 'memory',
        pssMb: Object.fromEntries(megabytes),
        totalMb: megabytes.reduce((sum, [, size]) => sum + size, 0),
      };
    }),
};

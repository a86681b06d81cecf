import type { Bench } from '../bench.js';
import { onStack } from '../bench-stack.js';
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

      const { kafka, postgres } = stack.infrastructure;
      const pids = Object.entries({ ...stack.pids(), kafka: kafka.pid, postgres: postgres.pid });
      const megabytes = pids.flatMap(([name, pid]) =>
        pid === undefined ? [] : [[name, Math.round(pssMb(pid))] as const],
      );
      return {
        bench: 'memory',
        pssMb: Object.fromEntries(megabytes),
        totalMb: megabytes.reduce((sum, [, size]) => sum + size, 0),
      };
    }),
};

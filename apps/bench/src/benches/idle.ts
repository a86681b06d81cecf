import { setTimeout as pause } from 'node:timers/promises';
import { positive, type Bench } from '../bench.js';
import { measuredPids, onStack } from '../bench-stack.js';
import { prepareDrafts, publishControl, quiet } from '../prepare.js';
import { cpuMs } from '../process-figures.js';

interface Options {
  seconds: number;
}

const BOUND = 60 * 1000;
const SETTLE_MS = 5 * 1000;
/** Enough for every part of a service to have been used once. */
const WARM_UP_DECISIONS = 5;

/** CPU that each service and server uses per second while nothing happens: 10 ms are one per cent of a core. */
export const idle: Bench<Options> = {
  name: 'idle',
  description: 'CPU milliseconds per second of each process with nothing to do',
  flags: (command) => void command.option('--seconds <seconds>', 'how long', positive, 20),

  run: ({ seconds }, say) =>
    onStack(2, say, async ({ stack, court, operations }) => {
      await publishControl(court);
      for (const { id } of await prepareDrafts(court, WARM_UP_DECISIONS)) await court.approve(id);
      await quiet(operations, BOUND);

      // What was put off to a quieter moment is done by then.
      await pause(SETTLE_MS);
      say(`watching idle services for ${seconds} s`);
      const pids = measuredPids(stack);
      const before = pids.map(([, pid]) => cpuMs(pid));
      const start = performance.now();
      await pause(seconds * 1000);
      const took = (performance.now() - start) / 1000;
      const used = pids.map(([name, pid], i) => {
        const perSecond = (cpuMs(pid) - (before[i] ?? 0)) / took;
        return [name, Number(perSecond.toFixed(1))] as const;
      });
      return { bench: 'idle', cpuMsPerSecond: Object.fromEntries(used), seconds };
    }),
};

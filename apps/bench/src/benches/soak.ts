import { positive, type Bench } from '../bench.js';
import { Chaos } from '../soak/chaos.js';
import { reportOf } from '../soak/report.js';
import { anySeed } from '../soak/seeded.js';
import { World } from '../soak/world.js';

interface Options {
  minutes: number;
  rate: number;
  subscribers: number;
  publishers: number;
  seed: number;
}

const MINUTE = 60 * 1000;
const SETTLE_MS = 4 * MINUTE;

/** Random faults under traffic; then invariants 1–5 are proven, or not, by what the receivers saw. */
export const soak: Bench<Options> = {
  name: 'soak',
  description:
    'random faults under traffic, and what the receivers saw held against the invariants',
  flags: (command) =>
    void command
      .option('--minutes <minutes>', 'how long there is trouble', positive, 20)
      .option('--rate <changes>', 'changes per second', positive, 10)
      .option('--subscribers <count>', 'subscribers, one of them with a feed', positive, 12)
      .option('--publishers <count>', 'publisher processes', positive, 2)
      .option('--seed <seed>', 'the same traffic and the same faults again', positive, anySeed()),

  run: async ({ minutes, rate, subscribers: members, publishers, seed }, say) => {
    const world = await World.start({ seed, publishers, members, changesPerSecond: rate, say });
    try {
      say(`seed ${seed}`);
      world.traffic.start();
      const chaos = new Chaos(world, say);
      await chaos.run(performance.now() + minutes * MINUTE);
      say('no more faults: everything has to end now');
      await world.settle(SETTLE_MS);
      const verdict = await world.verdict();
      return reportOf({ minutes, seed, faults: chaos.faults }, world.traffic.sent.length, verdict);
    } finally {
      await world.stop();
    }
  },
};

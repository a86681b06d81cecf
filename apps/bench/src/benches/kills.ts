import { setTimeout as pause } from 'node:timers/promises';
import { positive, type Bench } from '../bench.js';
import { kill, type Killed, type Victim } from '../soak/kills.js';
import { reportOf } from '../soak/report.js';
import { anySeed } from '../soak/seeded.js';
import { World } from '../soak/world.js';

interface Options {
  kills: number;
  rate: number;
  subscribers: number;
  publishers: number;
  seed: number;
}

const WEIGHTS: Record<Victim, number> = { publisher: 6, postgres: 3, kafka: 1 };
const BETWEEN: [number, number] = [100, 4000];
const SETTLE_MS = 4 * 60 * 1000;

/** `kill -9` at random points under traffic; then the same proof as a soak's. */
export const kills: Bench<Options> = {
  name: 'kills',
  description: 'kill -9 of publisher, Postgres and Kafka under traffic, and whether all was kept',
  flags: (command) =>
    void command
      .option('--kills <count>', 'how many', positive, 50)
      .option('--rate <changes>', 'changes per second', positive, 20)
      .option('--subscribers <count>', 'subscribers, one of them with a feed', positive, 8)
      .option('--publishers <count>', 'publisher processes', positive, 1)
      .option('--seed <seed>', 'the same traffic and the same victims again', positive, anySeed()),

  run: async ({ kills: wanted, rate, subscribers: members, publishers, seed }, say) => {
    const world = await World.start({ seed, publishers, members, changesPerSecond: rate, say });
    try {
      say(`seed ${seed}`);
      world.traffic.start();
      const killed: Killed = { publisher: 0, postgres: 0, kafka: 0 };
      for (let count = 1; count <= wanted; count++) {
        await pause(world.seeded.between(...BETWEEN));
        const victim = world.seeded.weighted(WEIGHTS);
        say(`${count}: ${victim}`);
        await kill(world, victim);
        killed[victim]++;
      }
      await world.settle(SETTLE_MS);
      const verdict = await world.verdict();
      return reportOf({ kills: wanted, seed, killed }, world.traffic.sent.length, verdict);
    } finally {
      await world.stop();
    }
  },
};

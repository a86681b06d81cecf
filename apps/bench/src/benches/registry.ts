import { join } from 'node:path';
import { startStack } from '#stack';
import { positive, type Bench } from '../bench.js';
import { importList, peakRssMiB } from '../registry/import-list.js';
import { lookUp } from '../registry/look-up.js';
import { writeRows } from '../registry/published-rows.js';
import { bareCopy } from '../storage/bare-copy.js';

interface Options {
  listings: number;
  rate: number;
  seconds: number;
}

/** A court's whole list into the registry, and look-ups in it; the registry has the machine to itself. */
export const registry: Bench<Options> = {
  name: 'registry',
  description: 'a court’s whole list taken in over HTTP, then look-ups at a steady rate',
  flags: (command) =>
    void command
      .option('--listings <count>', 'rows of the list', positive, 1_000_000)
      .option('--rate <lookups>', 'look-ups per second', positive, 200)
      .option('--seconds <seconds>', 'how long to look up', positive, 30),

  run: async ({ listings, rate, seconds }, say) => {
    const stack = await startStack({
      ...{ purpose: 'bench', services: ['registry'], platforms: [], report: say },
    });
    try {
      const { urls, tokens, databases, infrastructure } = stack;
      const pid = stack.pids().registry;
      const file = join(infrastructure.runDir, 'list.ndjson');
      say(`writing ${listings} made-up records`);
      await writeRows(file, listings);
      const target = { registryUrl: urls.registry, token: tokens.officer, rows: listings };
      say('importing them');
      const run = await importList({ ...target, file, pid, say });
      say(`looking up ${rate} per second for ${seconds} s`);
      const looked = await lookUp({ ...target, perSecond: rate, seconds });
      say('copying the same rows without a registry');
      const bareCopyRowsPerSecond = await bareCopy(
        databases.registry,
        join(infrastructure.runDir, 'list.copy'),
      );
      return {
        bench: 'registry',
        listings,
        importRowsPerSecond: run.rowsPerSecond,
        bareCopyRowsPerSecond,
        ratio: Number((run.rowsPerSecond / bareCopyRowsPerSecond).toFixed(3)),
        ...looked,
        rssMiB: peakRssMiB(pid),
        rssWhileImportingMiB: run.rssMiB,
      };
    } finally {
      await stack.stop();
    }
  },
};

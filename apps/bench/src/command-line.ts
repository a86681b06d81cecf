import { Command } from 'commander';
import type { Bench } from './bench.js';
import { fanout } from './benches/fanout.js';
import { idle } from './benches/idle.js';
import { kills } from './benches/kills.js';
import { latency } from './benches/latency.js';
import { memory } from './benches/memory.js';
import { registry } from './benches/registry.js';
import { snapshot } from './benches/snapshot.js';
import { soak } from './benches/soak.js';

const benches = [latency, fanout, idle, memory, registry, snapshot, soak, kills];

/** `bench NAME [flags]`: progress on stderr, the result on stdout, with --json as its one last line. */
export function benchCommandLine(): Command {
  const program = new Command('bench').description('How fast, how small: measured on real parts.');
  for (const bench of benches) add(program, bench);
  return program;
}

function add(program: Command, bench: Bench): void {
  const command = program
    .command(bench.name)
    .description(bench.description)
    .option('--json', 'only JSON on stdout', false)
    .action(async (options: { json: boolean }) => {
      const result = await bench.run(options, (line) => process.stderr.write(`${line}\n`));
      const line = options.json ? JSON.stringify(result) : JSON.stringify(result, undefined, 2);
      process.stdout.write(`${line}\n`);
    });
  bench.flags(command);
}

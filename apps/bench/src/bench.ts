import type { Command } from 'commander';

/** One measurement. A new one is a file in `benches/` and a line in `command-line.ts`. */
export interface Bench<Options = object, Result extends object = object> {
  name: string;
  description: string;
  /** Adds its own flags. */
  flags(command: Command): void;
  /** Measures on a stack of its own; `say` tells people what is going on. */
  run(options: Options, say: (line: string) => void): Promise<Result>;
}

/** A flag's value as a positive number. */
export function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`"${value}" must be a positive number.`);
  return number;
}

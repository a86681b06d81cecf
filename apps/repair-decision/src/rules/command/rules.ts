import { readCallersFolder } from './config.js';
import { rulesCommand } from './rules-command.js';

rulesCommand({
  print: (text) => process.stdout.write(`${text}\n`),
  folder: readCallersFolder(),
  today: new Date(),
  fail: () => {
    process.exitCode = 1;
  },
})
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

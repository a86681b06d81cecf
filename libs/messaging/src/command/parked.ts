import { sentenceOf } from '../faults.js';
import { readParkedSettings } from './config.js';
import { parkedCommand } from './parked-command.js';

parkedCommand({
  print: (line) => process.stdout.write(`${line}\n`),
  settings: readParkedSettings(),
})
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });

/**
 * Entry of `npm run demo|dev|bench|parked|rules` and `npm test`, in plain JavaScript for any Node from 20 on:
 * installs the locked dependencies if they are missing or outdated, builds if sources changed, then
 * hands over to the Node that the lockfile pins. Progress goes to stderr; stdout belongs to the program.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { pinnedNode, root } from './paths.mjs';

const PROGRAMS = {
  demo: { entry: 'dist/apps/demo/src/main.js' },
  dev: { entry: 'dist/apps/demo/src/main.js', args: ['--dev'] },
  bench: { entry: 'dist/apps/bench/src/main.js' },
  parked: { entry: 'dist/libs/messaging/src/command/parked.js' },
  rules: { entry: 'dist/apps/repair-decision/src/rules/command/rules.js' },
  test: {
    entry: 'node_modules/jest/bin/jest.js',
    node: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  },
};
const PARENT_CHECK_MS = 1000;

const [name = '', ...given] = process.argv.slice(2);
const program = PROGRAMS[name];
if (!program) throw new Error(`Usage: run.mjs ${Object.keys(PROGRAMS).join('|')} [arguments]`);

try {
  await installIfNeeded();
  await buildIfStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const args = [...(program.args ?? []), ...given];
const node = pinnedNode();
const isPinned = realpathSync(process.execPath) === realpathSync(node);
if (isPinned && !program.node) await becomeProgram();
else runProgram();

/** No second process when this one already is the right Node. */
async function becomeProgram() {
  const entry = `${root}/${program.entry}`;
  process.argv = [process.execPath, entry, ...args];
  whenOrphaned(() => process.kill(process.pid, 'SIGTERM'));
  await import(pathToFileURL(entry).href);
}

function runProgram() {
  const child = spawn(node, [...(program.node ?? []), `${root}/${program.entry}`, ...args], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both; the program takes a second signal for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  whenOrphaned(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm passes signals to its shell; where that shell dies without passing them on, this still notices. */
function whenOrphaned(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}

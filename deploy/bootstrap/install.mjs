import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root, systemPath } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PROGRESS_MS = 10_000;
const MODULES = join(root, 'node_modules');
const INSTALLED = join(MODULES, '.package-lock.json');
const PATCHED = join(MODULES, '.patched');

/** `npm ci`, if what is installed is not what package-lock.json says, and our patches. */
export async function installIfNeeded() {
  if (isInstalled() && isPatched()) return;
  await withLock('install', async () => {
    if (!isInstalled()) await install();
    if (isPatched()) return;
    await npm('run', '--silent', 'postinstall');
    writeFileSync(PATCHED, '');
  });
}

async function install() {
  console.error('安装锁定的依赖（仅首次）/ installing the locked dependencies, once');
  const progress = setInterval(reportProgress, PROGRESS_MS);
  // No package's install script is needed, and some compile native code for a minute.
  const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error'];
  await npm('ci', ...flags).finally(() => clearInterval(progress));
}

/** npm itself shows progress on terminals only. */
function reportProgress() {
  const wanted = Object.entries(packagesOf(join(root, 'package-lock.json')))
    .filter(([path, { optional }]) => path !== '' && !optional)
    .map(([path]) => join(root, path, 'package.json'));
  console.error(`  ${wanted.filter((path) => existsSync(path)).length} / ${wanted.length}`);
}

/** Runs npm with its output on stderr. */
export function npm(...args) {
  const child = spawn('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: args[0] === 'ci' ? systemPath() : process.env.PATH },
    shell: process.platform === 'win32',
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => SIGNALS.forEach((signal) => process.off(signal, pass)));
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`npm ${args.join(' ')} failed (${signal ?? `exit ${code}`}).`)),
    );
  });
}

/**
 * Compares versions, not times of files: a checkout touches the lockfile, and installing anew takes
 * half a minute. Packages for other platforms are in the lockfile only.
 */
function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  const installed = packagesOf(INSTALLED);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found
      ? found.version === wanted.version
      : wanted.optional || wanted.devOptional || wanted.peer;
  });
}

/** Patching again does no harm, so it is done after every change of what is installed. */
function isPatched() {
  if (!existsSync(PATCHED)) return false;
  const patches = readdirSync(join(root, 'patches')).map((name) => join(root, 'patches', name));
  const newest = Math.max(...[INSTALLED, ...patches].map((path) => statSync(path).mtimeMs));
  return statSync(PATCHED).mtimeMs >= newest;
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

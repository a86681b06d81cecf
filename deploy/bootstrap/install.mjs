import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root, systemPath } from './paths.mjs';

/** `npm ci`, if what is installed is not what package-lock.json says. */
export async function installIfNeeded() {
  if (isInstalled()) return;
  await withLock('install', async () => {
    if (isInstalled()) return;
    console.error('安装锁定的依赖（仅首次）/ installing the locked dependencies …');
    // No package's install script is needed (some compile native code for a minute); our own applies the patches.
    await npm('ci', '--include=dev', '--include=optional', '--ignore-scripts');
    await npm('run', '--silent', 'postinstall');
  });
}

/** Runs npm with its output on stderr. */
export function npm(...args) {
  const child = spawn('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: args[0] === 'ci' ? systemPath() : process.env.PATH },
    shell: process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
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
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = packagesOf(hidden);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found
      ? found.version === wanted.version
      : wanted.optional || wanted.devOptional || wanted.peer;
  });
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

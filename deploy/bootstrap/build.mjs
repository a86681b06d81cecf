import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './install.mjs';
import { withLock } from './lock.mjs';
import { root } from './paths.mjs';

const SOURCES = ['apps', 'libs', 'e2e'];
const SETTINGS = ['.swcrc', 'package.json', 'tsconfig.json'];
const MARK = join(root, 'dist', '.built');

/** Builds dist (half a second) if a source is newer than it. */
export async function buildIfStale() {
  if (!isStale()) return;
  await withLock('build', async () => {
    if (!isStale()) return;
    // From before the build: a file saved while it runs is built again next time.
    const started = new Date();
    await npm('run', '--silent', 'build');
    writeFileSync(MARK, started.toISOString());
  });
}

function isStale() {
  if (!existsSync(MARK)) return true;
  const built = Date.parse(readFileSync(MARK, 'utf8'));
  const settings = SETTINGS.map((name) => join(root, name));
  return [...settings, ...SOURCES.flatMap(filesIn)].some((path) => statSync(path).mtimeMs > built);
}

function filesIn(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

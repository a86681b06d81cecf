import { fileURLToPath } from 'node:url';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** The Node 24 that npm installed for this platform (see optionalDependencies); else the one that runs us. */
export function pinnedNode() {
  const modules = join(root, 'node_modules');
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = existsSync(modules) ? readdirSync(modules) : [];
  const fitting = packages.filter((name) => /^node-(bin-)?[a-z]+-[a-z0-9]+$/.test(name));
  const found = fitting
    .map((name) => join(modules, name, 'bin', executable))
    .find((path) => existsSync(path));
  if (found) return found;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `没有适合本平台（${process.platform}-${process.arch}）的 Node 24，请安装 Node 24。\n` +
      `There is no packaged Node 24 for ${process.platform}-${process.arch}: install Node 24.`,
  );
}

/** Without node_modules/.bin: an installation must not run on the Node that it replaces. */
export function systemPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes('node_modules')).join(delimiter);
}

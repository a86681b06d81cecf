import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import {
  accessSync,
  chownSync,
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnvironment } from '../config.js';
import { freePort } from '../free-port.js';
import { postgresSettings, type PostgresPart, type Purpose } from '../parts.js';
import { postgresAnswers } from '../postgres-client.js';
import type { Run } from '../run.js';
import { logTail } from '../log-tail.js';
import {
  findPostgresBinaries,
  serverUser,
  type PostgresBinaries,
  type ServerUser,
} from './postgres-binaries.js';

const SECOND = 1000;
const START_TIME = 60 * SECOND;
/** Loopback only, and no socket file: its path would have to be short. */
const LOCAL = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];

/** Starts a PostgreSQL of our own on a free port, its data in the run's folder. */
export async function startEmbeddedPostgres(run: Run, purpose: Purpose): Promise<PostgresPart> {
  const user = serverUser();
  const binaries = findPostgresBinaries(user);
  const data = dataFolder(run, user);
  const password = randomBytes(12).toString('hex');
  await initialise(binaries, data, password, user);
  const port = await freePort();
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const part: PostgresPart = { description: `embedded ${binaries.version}`, adminUrl };

  const up = async (): Promise<void> => {
    const server = run.spawn({
      name: 'postgres',
      command: binaries.postgres,
      args: ['-D', data, '-p', String(port), ...LOCAL, ...postgresSettings(purpose)],
      env: { LC_ALL: 'C', TZ: 'UTC' },
      // Immediate: the data is thrown away, and clients that still hang on must not delay the end.
      signal: 'SIGQUIT',
      ...(user && { user }),
    });
    part.pid = server.pid;
    const isRunning = (): boolean => server.exitCode === null && server.signalCode === null;
    await postgresAnswers(adminUrl, START_TIME, isRunning).catch((error: unknown) => {
      throw new Error(
        `The embedded PostgreSQL did not start.\n${logTail(run.logFile('postgres'))}`,
        { cause: error },
      );
    });
  };
  const down = async (): Promise<void> => {
    if (part.pid !== undefined) await run.stopOne({ pid: part.pid });
  };
  const kill = async (): Promise<void> => {
    if (part.pid !== undefined) await run.killOne({ pid: part.pid });
  };
  await up();
  part.outage = { down, kill, up };
  return part;
}

async function initialise(
  { initdb }: PostgresBinaries,
  data: string,
  password: string,
  user: ServerUser,
): Promise<void> {
  const passwordFile = join(data, '..', `${data.split('/').pop()}.password`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const locale = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(initdb, [`--pgdata=${data}`, '--no-sync', ...access, ...locale], {
      ...user,
      cwd: '/',
      env: { ...inheritedEnvironment(), LC_ALL: 'C', TZ: 'UTC' },
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Inside the run's folder, or where the server's account can reach it. */
function dataFolder(run: Run, user: ServerUser): string {
  let home = run.dir;
  if (user && !isOpenToAll(run.dir)) {
    home = mkdtempSync(join(tmpdir(), `yichu-${run.id}-`));
    run.keepFolder(home);
    chownSync(home, user.uid, user.gid);
  }
  // The run's id in the path marks the process as ours.
  const data = join(home, `postgres-${run.id}`);
  mkdirSync(data, { mode: 0o700 });
  if (user) {
    chownSync(data, user.uid, user.gid);
  }
  return data;
}

function isOpenToAll(folder: string): boolean {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    accessSync(path, constants.F_OK);
    if ((statSync(path).mode & 0o001) === 0) return false;
  }
  return true;
}

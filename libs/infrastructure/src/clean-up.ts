import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeContainersOf } from './docker/engine.js';
import { withFolderLock } from './folder-lock.js';
import { isAlive, startOf, stopProcess } from './processes.js';
import type { RunRecord } from './run.js';

const SECOND = 1000;
const KEPT_LOGS = 10;
const OLD = 600 * SECOND;

/**
 * Removes what crashed runs left behind: processes (each known again by its command line),
 * containers and data. Runs that are alive are left alone.
 * @returns the ids of the crashed runs.
 */
export async function cleanUpCrashedRuns(
  home: string,
  found: (runId: string) => void,
): Promise<string[]> {
  return withFolderLock(join(home, 'clean-up.lock'), async () => {
    const crashed: string[] = [];
    for (const id of await namesIn(join(home, 'runs'))) {
      const dir = join(home, 'runs', id);
      const record = id.startsWith('.') ? undefined : await readRecord(dir);
      if (!record) await removeIfOld(dir);
      if (!record || ownerLives(record)) continue;
      found(id);
      await Promise.all(record.processes.map((started) => stopProcess(started, 5 * SECOND)));
      if (record.containers) await removeContainersOf(id);
      for (const path of [...record.folders, dir])
        await rm(path, { recursive: true, force: true, maxRetries: 5 });
      crashed.push(id);
    }
    await removeOldLogs(join(home, 'logs'), await namesIn(join(home, 'runs')));
    return crashed;
  });
}

/** A run that is just being born or removed, or that died in that instant. */
async function removeIfOld(dir: string): Promise<void> {
  const made = await stat(dir).catch(() => undefined);
  if (made && Date.now() - made.mtimeMs > OLD) await rm(dir, { recursive: true, force: true });
}

async function removeOldLogs(logs: string, living: string[]): Promise<void> {
  const ended = (await namesIn(logs)).filter((name) => !living.some((id) => name.endsWith(id)));
  for (const name of ended.sort().slice(0, -KEPT_LOGS)) {
    await rm(join(logs, name), { recursive: true, force: true });
  }
}

function ownerLives({ owner }: RunRecord): boolean {
  return isAlive(owner.pid) && (startOf(owner.pid) ?? '') === owner.start;
}

async function readRecord(dir: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as RunRecord;
  } catch {
    return undefined; // its owner is just removing it
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

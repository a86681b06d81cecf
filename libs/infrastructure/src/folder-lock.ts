import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, startOf } from './processes.js';

const POLL_MS = 200;

/**
 * Runs `work` while no other process does so under the same path: for downloads and clean-ups that
 * runs share. A holder that died is noticed by its process id.
 */
export async function withFolderLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await taken(path))) await wait(POLL_MS);
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** A folder appears under its name with its owner in it, or not at all: rename is atomic. */
async function taken(path: string): Promise<boolean> {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(mine);
  await writeFile(`${mine}/owner`, `${process.pid} ${startOf(process.pid) ?? ''}`);
  try {
    await rename(mine, path);
    return true;
  } catch {
    await rm(mine, { recursive: true, force: true });
    if (await holderDied(path)) await bury(path);
    return false;
  }
}

/** Moves a dead holder's lock away; of several who try, one succeeds, and a lock taken meanwhile goes back. */
async function bury(path: string): Promise<void> {
  const grave = `${path}.${process.pid}.dead`;
  try {
    await rename(path, grave);
    if (!(await holderDied(grave))) return await rename(grave, path);
    await rm(grave, { recursive: true, force: true });
  } catch {
    // Another waiter was quicker; the next round sees what is there now.
  }
}

async function holderDied(path: string): Promise<boolean> {
  const owner = await readFile(`${path}/owner`, 'utf8').catch(() => undefined);
  if (owner === undefined) return false;
  const [pid = '', start] = owner.split(' ');
  return !isAlive(Number(pid)) || (startOf(Number(pid)) ?? '') !== start;
}

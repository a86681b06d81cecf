import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { storageFault } from './storage-fault.js';

const DAY = 24 * 60 * 60 * 1000;

/** A stream, or bytes that are there already. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A complete object in a file of its own, on disk and not yet kept. */
export interface SpooledObject {
  path: string;
  digest: string;
  size: number;
}

/** More bytes came than may. */
export class ObjectTooLarge extends Error {
  override readonly name = 'ObjectTooLarge';

  constructor(readonly maxBytes: number) {
    super(`the object is larger than ${maxBytes} bytes`);
  }
}

/**
 * Writes bytes to a file of their own, flushed to disk, and learns their size and digest on the way.
 * Any failure removes the file.
 */
export async function spool(
  bytes: ByteSource,
  folder: string,
  maxBytes: number,
): Promise<SpooledObject> {
  const path = join(folder, `${ulid()}.part`);
  const file = await create(folder, path);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new ObjectTooLarge(maxBytes);
      hash.update(chunk);
      await file.appendFile(chunk).catch(storageFault);
    }
    await file.sync().catch(storageFault);
    await file.close();
    return { path, size, digest: `sha256:${hash.digest('hex')}` };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Removes what a process left that died in the middle of an upload. Other instances may be writing here,
 * so only what nobody can still be sending.
 */
export async function removeForgotten(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.part'))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - DAY) await rm(path, { force: true });
  }
}

async function create(folder: string, path: string) {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await open(path, 'wx', 0o600);
  } catch (error) {
    return storageFault(error);
  }
}

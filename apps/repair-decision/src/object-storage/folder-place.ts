import { access, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { objectName } from './object-name.js';
import type { ObjectPlace } from './object-store.js';
import type { SpooledObject } from './spool.js';
import { storageFault } from './storage-fault.js';

/** Objects in a local folder. What is kept survives the machine's fall: file and folder are flushed. */
export class FolderPlace implements ObjectPlace {
  constructor(private readonly root: string) {}

  async keep({ path, digest }: SpooledObject): Promise<void> {
    const target = this.pathOf(digest);
    const folder = dirname(target);
    try {
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      // The same bytes under the same name: replacing a file by its equal is no change.
      await rename(path, target);
      await flush(folder);
      if (made) await flush(dirname(made));
    } catch (error) {
      storageFault(error);
    }
  }

  async open(digest: string): Promise<Readable | null> {
    const path = this.pathOf(digest);
    try {
      const file = await open(path, 'r');
      return file.createReadStream();
    } catch (error) {
      return isMissing(error) ? null : storageFault(error);
    }
  }

  async has(digest: string): Promise<boolean> {
    const path = this.pathOf(digest);
    try {
      await access(path);
      return true;
    } catch (error) {
      return isMissing(error) ? false : storageFault(error);
    }
  }

  private pathOf(digest: string): string {
    return join(this.root, objectName(digest));
  }
}

/** A rename is on disk when its folder is. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

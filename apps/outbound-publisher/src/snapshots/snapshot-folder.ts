import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ulid } from 'ulid';
import { PublisherSettings } from '../config.js';

const HOUR = 60 * 60 * 1000;
const SHA256 = /^[0-9a-f]{64}$/;
const PART = '.part';
const OURS = /^snp_[0-9A-Z]{26}$|^[0-9A-Z]{26}\.part$/;

/** Which bytes of a file are wanted; both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The files of snapshots, each in its snapshot's folder under the hash of its bytes. All processes of
 * the publisher see the same folder. A file has its name once it is whole and on disk, and never before.
 */
@Injectable()
export class SnapshotFolder {
  private readonly root: string;

  constructor(settings: PublisherSettings) {
    this.root = settings.snapshots.folder;
  }

  /** A new file without a name yet. */
  async create(): Promise<{ path: string; file: FileHandle }> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const path = join(this.root, `${ulid()}${PART}`);
    return { path, file: await open(path, 'wx', 0o600) };
  }

  /** Gives a whole file its name; that is on disk when its folder is. */
  async keep(path: string, snapshotId: string, sha256: string): Promise<void> {
    const folder = join(this.root, snapshotId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, this.pathOf(snapshotId, sha256));
    for (const each of [folder, this.root]) await flush(each);
  }

  read(snapshotId: string, sha256: string, range?: ByteRange): Readable {
    return createReadStream(this.pathOf(snapshotId, sha256), range ?? {});
  }

  /** False where somebody deleted it, or the folder is not the one that it was written to. */
  async has(snapshotId: string, sha256: string, bytes: number): Promise<boolean> {
    const found = await stat(this.pathOf(snapshotId, sha256)).catch(() => null);
    return found?.size === bytes;
  }

  /** Whoever reads it just now reads on. */
  async remove(snapshotId: string, sha256: string): Promise<void> {
    await rm(this.pathOf(snapshotId, sha256), { force: true });
    const folder = join(this.root, snapshotId);
    const left = await readdir(folder).catch(() => ['unknown']);
    if (left.length === 0) await rm(folder, { recursive: true, force: true });
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /**
   * Removes what processes left that died in the middle of a build, or right after it.
   * @param known which of these snapshots there are.
   */
  async removeForgotten(
    now: Date,
    known: (snapshotIds: string[]) => Promise<string[]>,
  ): Promise<void> {
    const old: string[] = [];
    for (const name of await readdir(this.root).catch(() => [])) {
      const { mtimeMs } = await stat(join(this.root, name)).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < now.getTime() - HOUR && OURS.test(name)) old.push(name);
    }
    const kept = new Set(await known(old.filter((name) => !name.endsWith(PART))));
    for (const name of old.filter((each) => !kept.has(each))) {
      await rm(join(this.root, name), { recursive: true, force: true });
    }
  }

  /** @throws when it is no hash: a path must never be made of anything else. */
  private pathOf(snapshotId: string, sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('A file of a snapshot is named by its hash only.');
    return join(this.root, snapshotId, `${sha256}.ndjson.gz`);
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

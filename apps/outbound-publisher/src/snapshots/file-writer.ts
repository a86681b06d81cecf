import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Scope } from '../domain/contract.js';
import type { Snapshot, SnapshotCounts, SnapshotFile } from '../domain/snapshot.js';
import type { ListCut } from '../storage/list-cut.js';
import { LineReader } from './line-reader.js';
import { compareLists } from './list-difference.js';
import { ListFile } from './list-file.js';
import type { SnapshotFolder } from './snapshot-folder.js';

export interface WrittenFiles {
  counts: SnapshotCounts;
  full: SnapshotFile;
  /** Null where there is no base. */
  delta: SnapshotFile | null;
}

interface OpenFile {
  path: string;
  file: ListFile;
}

/** Writes the files of one snapshot in one pass, in constant memory. */
export class FileWriter {
  private readonly open: OpenFile[] = [];

  constructor(
    private readonly folder: SnapshotFolder,
    private readonly stopping: AbortSignal,
  ) {}

  /** Both files are whole and in their place, or nothing of them is left. */
  async write(
    id: string,
    cut: ListCut,
    scope: Scope,
    base: Snapshot | null,
  ): Promise<WrittenFiles> {
    try {
      const full = await this.create();
      const delta = base ? await this.create() : null;
      const counts = await this.fill(cut, scope, base, { full, delta });
      const { position } = cut;
      return {
        counts,
        full: await this.keep(id, full, `listings-${position}.ndjson.gz`),
        delta:
          base && delta
            ? await this.keep(id, delta, `changes-${base.position}-${position}.ndjson.gz`)
            : null,
      };
    } catch (error) {
      for (const { path, file } of this.open) {
        await file.abandon();
        await this.folder.discard(path);
      }
      throw error;
    }
  }

  private async fill(
    cut: ListCut,
    scope: Scope,
    base: Snapshot | null,
    { full, delta }: { full: OpenFile; delta: OpenFile | null },
  ): Promise<SnapshotCounts> {
    const before = base?.full ? gunzipped(this.folder.read(base.id, base.full.sha256)) : null;
    try {
      const rows = await cut.rows(scope, base?.position ?? null);
      return await compareLists(new LineReader(rows), before && new LineReader(before), {
        full: (line) => {
          this.stopping.throwIfAborted();
          return full.file.add(line);
        },
        delta: (...line) => delta?.file.add(...line),
      });
    } finally {
      before?.destroy();
    }
  }

  private async create(): Promise<OpenFile> {
    const { path, file } = await this.folder.create();
    const opened = { path, file: new ListFile(file) };
    this.open.push(opened);
    return opened;
  }

  private async keep(id: string, { path, file }: OpenFile, name: string): Promise<SnapshotFile> {
    const written = await file.close();
    await this.folder.keep(path, id, written.sha256);
    return { name, ...written };
  }
}

/** Both end with the error of either. */
function gunzipped(file: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  pipeline(file, gunzip, () => {});
  return gunzip;
}

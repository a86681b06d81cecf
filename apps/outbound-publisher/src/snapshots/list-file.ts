import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { SnapshotFile } from '../domain/snapshot.js';

const KIB = 1024;
const PIECE_BYTES = 64 * KIB;
/** Measured on a million listings: level 6 takes a third longer for a file that is 4 % smaller. */
const LEVEL = 4;

/** Writes lines into a compressed file as they come, and learns on the way what its manifest says. */
export class ListFile {
  private readonly gzip: Gzip = createGzip({ level: LEVEL, chunkSize: PIECE_BYTES });
  private readonly plain: Hash = createHash('sha256');
  private readonly packed: Hash = createHash('sha256');
  private readonly written: Promise<void>;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private lines = 0;
  private plainBytes = 0;
  private bytes = 0;

  constructor(private readonly file: FileHandle) {
    this.written = this.drainToDisk();
    // Whoever waits for the end hears of it; until then it is nobody's.
    this.written.catch(() => {});
  }

  /** Takes one line with its end. @returns something to wait for, now and then. */
  add(...line: Buffer[]): Promise<void> | undefined {
    for (const part of line) {
      this.pending.push(part);
      this.pendingBytes += part.length;
    }
    this.lines += 1;
    return this.pendingBytes >= PIECE_BYTES ? this.flush() : undefined;
  }

  /** Everything is on disk. */
  async close(): Promise<Omit<SnapshotFile, 'name'>> {
    await this.flush();
    this.gzip.end();
    await this.written;
    await this.file.sync();
    await this.file.close();
    return {
      lines: this.lines,
      bytes: this.bytes,
      sha256: this.packed.digest('hex'),
      plainBytes: this.plainBytes,
      plainSha256: this.plain.digest('hex'),
    };
  }

  /** Gives up what was written; safe after `close`. */
  async abandon(): Promise<void> {
    this.gzip.destroy();
    await this.written.catch(() => {});
    await this.file.close().catch(() => {});
  }

  private async flush(): Promise<void> {
    if (this.pendingBytes === 0) return;
    const piece = Buffer.concat(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    this.plain.update(piece);
    this.plainBytes += piece.length;
    if (!this.gzip.write(piece)) await Promise.race([once(this.gzip, 'drain'), this.written]);
  }

  private async drainToDisk(): Promise<void> {
    try {
      for await (const piece of this.gzip as AsyncIterable<Buffer>) {
        this.packed.update(piece);
        this.bytes += piece.length;
        await this.file.appendFile(piece);
      }
    } catch (error) {
      this.gzip.destroy();
      await finished(this.gzip).catch(() => {});
      throw error;
    }
  }
}

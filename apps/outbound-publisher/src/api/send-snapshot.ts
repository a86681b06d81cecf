import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorFields, Problem } from '#bootstrap';
import type { FindSubscribers } from '../use-cases/find-subscribers.js';
import { FinishSnapshot } from '../use-cases/finish-snapshot.js';
import type { FoundFile } from '../use-cases/find-snapshots.js';
import { TakeSnapshot } from '../use-cases/take-snapshot.js';
import { SnapshotFolder } from '../snapshots/snapshot-folder.js';
import { byteRange } from './byte-range.js';

type Stream = Awaited<ReturnType<FindSubscribers['stream']>>;

/**
 * Sends a file of a snapshot: noted as taken before its first byte, as delivered after its last. A HEAD
 * sends no byte, so it takes nothing.
 */
@Injectable()
export class SendSnapshot {
  private readonly logger = new Logger(SendSnapshot.name);

  constructor(
    private readonly folder: SnapshotFolder,
    private readonly take: TakeSnapshot,
    private readonly finish: FinishSnapshot,
  ) {}

  async run(
    stream: Stream,
    found: FoundFile,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { snapshot, file } = found;
    const etag = `"${file.sha256}"`;
    void reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private' });
    if (request.headers['if-none-match'] === etag) {
      await reply.code(304).send();
      return;
    }
    const isHead = request.method === 'HEAD';
    const range = isHead ? null : rangeOf(request, etag, file.bytes);
    if (range === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${file.bytes}`);
      throw new Problem(416, 'RANGE');
    }
    if (!(await this.folder.has(snapshot.id, file.sha256, file.bytes))) {
      throw new Problem(503, 'SNAPSHOT_UNDER_WAY');
    }
    const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
    if (!isHead) {
      await this.take.run(stream, snapshot);
      if (end === file.bytes - 1) this.noteWhenSent(stream, found, reply);
    }
    if (range) void reply.code(206).header('content-range', `bytes ${start}-${end}/${file.bytes}`);
    await reply
      .headers({
        'content-length': end - start + 1,
        'content-disposition': `attachment; filename="${file.name}"`,
      })
      .type('application/gzip')
      .send(
        isHead ? Readable.from([]) : this.folder.read(snapshot.id, file.sha256, { start, end }),
      );
  }

  /** What ends before its last byte says nothing. */
  private noteWhenSent(stream: Stream, { snapshot, kind }: FoundFile, reply: FastifyReply): void {
    reply.raw.once('finish', () => {
      this.finish.run(stream, snapshot, kind).catch((error: unknown) => {
        this.logger.error({ msg: 'snapshot.not_noted', stream: stream.id, ...errorFields(error) });
      });
    });
  }
}

/** A part of another file than the one that it has the beginning of is of no use to anybody. */
function rangeOf(request: FastifyRequest, etag: string, bytes: number) {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag) return null;
  return byteRange(request.headers.range, bytes);
}

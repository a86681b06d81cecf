import { createHash, type Hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  Clock,
  conflict,
  forbidden,
  invalid,
  notFound,
  Problem,
  type Actor,
  type StreamedBody,
} from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import {
  canTellMissing,
  type CodeCheck,
  type ImportMode,
  type ListingImport,
} from '../domain/import/import-progress.js';
import { isRefused, readImportRecord, type ImportContext } from '../domain/import/import-record.js';
import type { CheckedRow } from '../domain/import/settle-rows.js';
import { UnknownColumns } from '../import-files/csv-rows.js';
import { assertKnownCharset, NotText } from '../import-files/decode-text.js';
import { NoRows, openRows, type OpenedFile } from '../import-files/open-rows.js';
import type { ReadRow } from '../import-files/read-row.js';
import { ImportedListingStore } from '../storage/imported-listing.store.js';
import { ImportStore } from '../storage/import.store.js';
import { SettleImportChunk } from './settle-import-chunk.js';

export interface ImportWish {
  mode: ImportMode;
  full: boolean;
  codes: CodeCheck;
  exportedAt: Date | null;
  /** An import that was cut off; its file is sent again from the start. */
  resume: string | null;
}

/** Rows per transaction. Each new listing of a day is a message of its own, which costs a signature. */
const CHUNK_ROWS: Record<ImportMode, number> = { baseline: 500, delta: 200 };
const GIGABYTE = 1024 ** 3;
const MAX_BYTES = 4 * GIGABYTE;
/** The court's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
/** Below this, plans made for what was there before are still good. */
const MANY = 1000;

/**
 * Takes a court's export in: read and settled a chunk at a time, so that a file of any length needs the
 * same memory, and what one chunk has settled stays settled whatever comes after. The next chunk is
 * read while Postgres writes the last.
 */
@Injectable()
export class ImportListings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportStore,
    private readonly listings: ImportedListingStore,
    private readonly settleChunk: SettleImportChunk,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the import when all rows are settled.
   * @throws Problem 403 OTHER_COURT, 404, 409 IMPORT_OTHER_FILE or IMPORT_GOES_ON_ELSEWHERE, 413, 415
   * IMPORT_NOT_TEXT, 422 EXPORTED_IN_FUTURE, IMPORT_COLUMNS (of a CSV table), IMPORT_EMPTY.
   */
  async execute(body: StreamedBody, wish: ImportWish, actor: Actor): Promise<ListingImport> {
    const resumed = await this.refuse(body, wish, actor);
    if (resumed?.state === 'COMPLETED') return resumed;
    const file = await openFile(body);
    const begun = resumed ?? (await this.begin(body, wish, actor));
    try {
      const read = await this.readAll(begun, file);
      return await this.complete(read, file.bytesRead());
    } catch (error) {
      if (!(error instanceof Problem && error.status === 409)) await this.interrupt(begun.id);
      throw toldOf(error);
    }
  }

  /** Whatever can be said without the file. @returns the import to go on with, if any. */
  private async refuse(
    { contentLength, charset }: StreamedBody,
    { mode, full, exportedAt, resume }: ImportWish,
    { court }: Actor,
  ): Promise<ListingImport | null> {
    if (!court) throw forbidden('OTHER_COURT');
    if (full && mode !== 'baseline') throw invalid('FULL_ONLY_BASELINE', 'full');
    // What is listed before the export was made counts as missing: a day to come would mean everything.
    if (exportedAt && exportedAt.getTime() > this.clock.now().getTime() + CLOCK_SKEW_MS) {
      throw invalid('EXPORTED_IN_FUTURE', 'exportedAt');
    }
    if (contentLength !== null && contentLength > MAX_BYTES) throw tooLarge();
    if (charset !== null) {
      try {
        assertKnownCharset(charset);
      } catch {
        throw new Problem(415, 'UNKNOWN_CHARSET');
      }
    }
    if (resume === null) return null;
    const found = await this.imports.find(this.dataSource.manager, resume);
    if (!found) throw notFound('resume');
    if (found.courtCode !== court) throw forbidden('OTHER_COURT', 'resume');
    return found;
  }

  private async begin(
    { contentLength }: StreamedBody,
    { mode, full, codes, exportedAt }: ImportWish,
    { court = '', sub }: Actor,
  ): Promise<ListingImport> {
    const now = this.clock.now();
    const made = exportedAt && exportedAt < now ? exportedAt : now;
    const begun: ListingImport = {
      ...{ id: newId('imp'), courtCode: court, mode, isFull: full, codes },
      ...{ exportedAt: made, state: 'RUNNING', startedBy: sub, startedAt: now },
      ...{ updatedAt: now, completedAt: null, bytesTotal: contentLength, bytesRead: 0 },
      ...{ lastLine: 0, digest: null, chunks: 0, accepted: 0, alreadyThere: 0, refused: 0 },
      ...{ flagged: 0, missing: null },
    };
    await this.unitOfWork.run(async ({ manager }) => {
      await this.imports.insert(manager, begun);
      const { id, courtCode } = begun;
      const detail = { mode, full, codes, exportedAt: begun.exportedAt, bytes: contentLength };
      const entry = { actor: sub, action: 'import.started', subject: id, courtCode, detail };
      await appendLedger(manager, { at: now, ...entry });
    });
    return begun;
  }

  private async readAll(begun: ListingImport, file: OpenedFile): Promise<ListingImport> {
    const { mode, codes, courtCode } = begun;
    const today = shanghaiDate(this.clock.now());
    const context: ImportContext = { courtCode, today, codes, mode };
    const digest = createHash('sha256').update(file.header);
    let rows: CheckedRow[] = [];
    let lastLine = 0;
    let settling = Promise.resolve(begun);
    const settle = async (): Promise<void> => {
      const before = await settling;
      const chunk = { rows, lastLine, digest: digest.copy().digest(), bytesRead: file.bytesRead() };
      rows = [];
      settling = this.settleChunk.execute(before, chunk);
      // It is awaited before the next; until then a failure is nobody's surprise.
      settling.catch(() => undefined);
    };
    for await (const some of file.rows) {
      if (file.bytesRead() > MAX_BYTES) throw tooLarge();
      for (const row of some) {
        if (row.line > begun.lastLine && lastLine <= begun.lastLine) assertSameFile(begun, digest);
        digest.update(row.text);
        lastLine = row.lastLine;
        if (row.line <= begun.lastLine) continue;
        rows.push(this.check(row, context));
        if (rows.length >= CHUNK_ROWS[mode]) await settle();
      }
    }
    if (lastLine <= begun.lastLine) assertSameFile(begun, digest);
    if (rows.length > 0) await settle();
    return settling;
  }

  private check(row: ReadRow, context: ImportContext): CheckedRow {
    const { line, lastLine } = row;
    if ('unreadable' in row) {
      const refused = { field: '', rule: row.unreadable, caseNumber: null };
      return { line, lastLine, checked: { refused } };
    }
    const record = readImportRecord(row.record, context);
    if (isRefused(record)) return { line, lastLine, checked: { refused: record } };
    return { line, lastLine, checked: { record, key: this.listings.keyOf(record) } };
  }

  private async complete(read: ListingImport, bytesRead: number): Promise<ListingImport> {
    const completed = await this.unitOfWork.run((tx) => this.finish(tx, read, bytesRead));
    if (completed.accepted >= MANY) await this.imports.analyze(this.dataSource.manager);
    return completed;
  }

  private async finish(
    { manager }: Transaction,
    read: ListingImport,
    bytesRead: number,
  ): Promise<ListingImport> {
    const current = await this.imports.lock(manager, read.id);
    if (current?.lastLine !== read.lastLine) throw conflict('IMPORT_GOES_ON_ELSEWHERE', 'resume');
    if (current.state === 'COMPLETED') return current;
    const now = this.clock.now();
    const isTelling = read.isFull && canTellMissing(read);
    const missing = isTelling ? await this.imports.findMissing(manager, read) : null;
    const change = {
      ...{ state: 'COMPLETED' as const, completedAt: now, updatedAt: now, bytesRead, missing },
    };
    await this.imports.update(manager, read.id, change);
    const { id, courtCode, startedBy, accepted, alreadyThere, refused, flagged } = read;
    const file = `sha256:${read.digest?.toString('hex')}`;
    await appendLedger(manager, {
      ...{ at: now, actor: startedBy, action: 'import.completed', subject: id, courtCode },
      detail: { accepted, alreadyThere, refused, flagged, missing, lines: read.lastLine, file },
    });
    return { ...read, ...change };
  }

  /** What it has settled stays; whoever looks sees that nobody is working on it. */
  private async interrupt(id: string): Promise<void> {
    await this.unitOfWork
      .run(async ({ manager }) => {
        const current = await this.imports.lock(manager, id);
        if (current?.state !== 'RUNNING') return;
        const updatedAt = this.clock.now();
        await this.imports.update(manager, id, { state: 'INTERRUPTED', updatedAt });
      })
      .catch(() => undefined);
  }
}

async function openFile(body: StreamedBody): Promise<OpenedFile> {
  try {
    return await openRows(body.stream, body);
  } catch (error) {
    if (error instanceof NotText) throw new Problem(415, 'IMPORT_NOT_TEXT');
    if (error instanceof NoRows) throw new Problem(422, 'IMPORT_EMPTY');
    if (!(error instanceof UnknownColumns)) throw toldOf(error);
    const missing = error.missing.join(', ');
    throw new Problem(422, 'IMPORT_COLUMNS', {
      vars: { missing },
      extensions: { missing: error.missing },
    });
  }
}

/** A file that was changed would have its first rows passed over unread. */
function assertSameFile({ digest, lastLine }: ListingImport, read: Hash): void {
  if (lastLine > 0 && !(digest && read.copy().digest().equals(digest))) {
    throw conflict('IMPORT_OTHER_FILE', 'resume');
  }
}

function tooLarge(): Problem {
  return new Problem(413, 'IMPORT_TOO_LARGE', { vars: { gigabytes: MAX_BYTES / GIGABYTE } });
}

/** Most often the sender went away in the middle. */
function toldOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const isCutOff =
    code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
  return isCutOff ? new Problem(400, 'UPLOAD_CUT_OFF', { cause: error }) : error;
}

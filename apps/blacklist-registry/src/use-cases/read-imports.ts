import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { forbidden, notFound, type Actor } from '#bootstrap';
import type { ListingImport, ReportedRow, RowResult } from '../domain/import/import-progress.js';
import { ImportStore } from '../storage/import.store.js';

const PAGE = 1000;

export interface ReportQuestion {
  id: string;
  result: RowResult | 'MISSING_UPSTREAM' | undefined;
  afterLine: number;
}

/** A listing that a full export lacked. */
export interface MissingUpstream {
  result: 'MISSING_UPSTREAM';
  listing: string;
  caseNumber: string;
  /** The later import that had it again. */
  clearedBy: string | null;
}

/** Shows the court's own imports, how far they are, and what became of each row. */
@Injectable()
export class ReadImports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly imports: ImportStore,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404. */
  async one(id: string, { court }: Actor): Promise<ListingImport> {
    const found = await this.imports.find(this.dataSource.manager, id);
    if (!found) throw notFound('id');
    if (found.courtCode !== court) throw forbidden('OTHER_COURT', 'id');
    return found;
  }

  /** Newest first. @throws Problem 403 OTHER_COURT. */
  async all(
    { before, limit }: { before: string | null; limit: number },
    { court }: Actor,
  ): Promise<{ data: ListingImport[]; next: string | null }> {
    if (!court) throw forbidden('OTHER_COURT');
    const question = { courtCode: court, before, limit: limit + 1 };
    const rows = await this.imports.ofCourt(this.dataSource.manager, question);
    const data = rows.slice(0, limit);
    return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  /** @returns the report's lines, some at a time; those of an import that still runs as far as it is. */
  async report(
    { id, result, afterLine }: ReportQuestion,
    actor: Actor,
  ): Promise<AsyncGenerator<(ReportedRow | MissingUpstream)[]>> {
    await this.one(id, actor);
    if (result === 'MISSING_UPSTREAM') return this.missing(id);
    const question = { importId: id, result, afterLine };
    return this.imports.rowsOf(this.dataSource.manager, question);
  }

  private async *missing(importId: string): AsyncGenerator<MissingUpstream[]> {
    for (let after = ''; ;) {
      const question = { importId, after, limit: PAGE };
      const page = await this.imports.missing(this.dataSource.manager, question);
      if (page.length === 0) return;
      yield page.map((one) => ({ result: 'MISSING_UPSTREAM', ...one }));
      after = page.at(-1)?.listing ?? '';
    }
  }
}

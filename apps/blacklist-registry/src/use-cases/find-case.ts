import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#bootstrap';
import type { CourtRecord } from '../domain/court-record.js';
import { CourtRecordStore } from '../storage/court-record.store.js';
import { owningCourt } from './owning-court.js';

const PAGE_SIZE = 50;

export interface CaseQuestion {
  caseNumber: string;
  after?: string;
  limit?: number;
}

/** Finds a court's listings by their case, for an officer who has the file and not the listing's id. */
@Injectable()
export class FindCase {
  constructor(
    private readonly dataSource: DataSource,
    private readonly records: CourtRecordStore,
  ) {}

  /** @throws Problem 403 OTHER_COURT. */
  async execute(
    { caseNumber, after, limit = PAGE_SIZE }: CaseQuestion,
    actor: Actor,
  ): Promise<{ data: CourtRecord[]; next: string | null }> {
    const rows = await this.records.ofCase(this.dataSource.manager, {
      courtCode: owningCourt(caseNumber, actor),
      caseNumber,
      after: after ?? null,
      limit: limit + 1,
    });
    const data = rows.slice(0, limit);
    return { data, next: rows.length > limit ? (data.at(-1)?.listing.id ?? null) : null };
  }
}

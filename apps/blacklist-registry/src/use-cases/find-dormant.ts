import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, forbidden, invalid, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { idPattern } from '#contracts';
import { isCourtStaff } from '#signing';
import { dormancyReasons, type DormancyReason } from '../domain/dormancy.js';
import { DormantListingStore, type DormantRecord } from '../storage/dormant-listing.store.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PAGE_SIZE = 50;
const CURSOR = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z)~(${idPattern('lst').slice(1, -1)})$`,
);

/** After how many days without any act in its case a listing counts as asleep. */
export abstract class DormancySettings {
  abstract readonly dormantAfterDays: number;
}

export interface DormantQuestion {
  court?: string;
  after?: string;
  limit?: number;
}

export interface DormantListing extends Omit<DormantRecord, 'cursor'> {
  reasons: DormancyReason[];
}

/** 清理长期“沉寂”名单: what a court ought to verify, case by case. Finding changes nothing. */
@Injectable()
export class FindDormant {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listings: DormantListingStore,
    private readonly settings: DormancySettings,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 422 REQUIRED (a service names the court) or IS_ID. */
  async execute(
    { court, after, limit = PAGE_SIZE }: DormantQuestion,
    actor: Actor,
  ): Promise<{ data: DormantListing[]; next: string | null }> {
    const now = this.clock.now();
    const sweep = {
      today: shanghaiDate(now),
      quietSince: new Date(now.getTime() - this.settings.dormantAfterDays * DAY_MS),
    };
    const rows = await this.listings.page(
      this.dataSource.manager,
      { courtCode: courtOf(court, actor), after: placeOf(after), limit: limit + 1 },
      sweep,
    );
    const page = rows.slice(0, limit);
    return {
      data: page.map(({ cursor: _cursor, ...row }) => ({
        ...row,
        reasons: dormancyReasons(row, sweep),
      })),
      next: rows.length > limit ? (page.at(-1)?.cursor ?? null) : null,
    };
  }
}

function courtOf(asked: string | undefined, { role, court }: Actor): string {
  if (!isCourtStaff(role)) {
    if (asked === undefined) throw invalid('REQUIRED', 'court');
    return asked;
  }
  if (!court || (asked !== undefined && asked !== court)) throw forbidden('OTHER_COURT', 'court');
  return court;
}

function placeOf(after: string | undefined): { lastActivityAt: string; id: string } | null {
  if (after === undefined) return null;
  const [, lastActivityAt, id] = CURSOR.exec(after) ?? [];
  if (!lastActivityAt || !id) throw invalid('IS_ID', 'after');
  return { lastActivityAt, id };
}

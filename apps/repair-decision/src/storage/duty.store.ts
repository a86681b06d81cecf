import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Application } from '../domain/application.js';
import { ApplicationRow } from './application.row.js';
import { toApplication } from './application.store.js';

export interface DutyQuery {
  /** Null for all courts. */
  courtCode: string | null;
  /** Those that ended are not asked for often; null for all. */
  state: 'OPEN' | 'OVERDUE' | 'ENDED' | null;
  now: Date;
  after: string | null;
  limit: number;
}

/** A duty that was noticed to be overdue, once. */
export interface OverdueDuty {
  applicationId: string;
  listingId: string;
  courtCode: string;
  basis: string;
  dueAt: Date;
}

interface OverdueRow {
  id: string;
  listing_id: string;
  court_code: string;
  basis: string;
  duty_due_at: Date;
}

/** Reads the court's own duties, which are part of the applications that they are handled by. */
@Injectable()
export class DutyStore {
  /** By id, so oldest filing first: whatever is overdue has the oldest grounds. */
  async list(manager: EntityManager, query: DutyQuery): Promise<Application[]> {
    const { courtCode, state, now, after, limit } = query;
    const builder = manager
      .createQueryBuilder(ApplicationRow, 'application')
      .where('application.duty_due_at IS NOT NULL')
      .orderBy('application.id', 'ASC')
      .take(limit);
    if (courtCode) builder.andWhere('application.court_code = :courtCode', { courtCode });
    if (after) builder.andWhere('application.id > :after', { after });
    if (state === 'ENDED') builder.andWhere('application.duty_ended_at IS NOT NULL');
    if (state === 'OPEN' || state === 'OVERDUE') {
      builder.andWhere('application.duty_ended_at IS NULL');
    }
    if (state === 'OVERDUE') builder.andWhere('application.duty_due_at < :now', { now });
    return (await builder.getMany()).map(toApplication);
  }

  /** Marks those that have become overdue. Of several instances one gets each. */
  async takeOverdue(manager: EntityManager, now: Date, limit: number): Promise<OverdueDuty[]> {
    const rows: OverdueRow[] = await manager.query(
      `WITH due AS (
         SELECT id FROM repair_application
          WHERE duty_due_at < $1 AND duty_ended_at IS NULL AND duty_overdue_at IS NULL
          ORDER BY duty_due_at LIMIT $2 FOR UPDATE SKIP LOCKED),
       noticed AS (
         UPDATE repair_application SET duty_overdue_at = $1 FROM due WHERE repair_application.id = due.id
         RETURNING repair_application.id, listing_id, court_code, basis, duty_due_at)
       SELECT * FROM noticed ORDER BY id`,
      [now, limit],
    );
    return rows.map(({ id, listing_id, court_code, basis, duty_due_at }) => ({
      applicationId: id,
      listingId: listing_id,
      courtCode: court_code,
      basis,
      dueAt: duty_due_at,
    }));
  }

  async countOverdue(manager: EntityManager, now: Date): Promise<number> {
    const rows: { overdue: number }[] = await manager.query(
      `SELECT count(*)::int AS overdue FROM repair_application
        WHERE duty_due_at < $1 AND duty_ended_at IS NULL`,
      [now],
    );
    return rows[0]?.overdue ?? 0;
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CalendarDate } from '#calendar';

/** INSTALMENT: a payment is late. DEFERRAL: the debtor is not listed, and the court's patience is over. */
export const COMMITMENT_DEADLINES = ['INSTALMENT', 'DEFERRAL'] as const;
export type CommitmentDeadlineKind = (typeof COMMITMENT_DEADLINES)[number];

export interface MissedDeadline {
  /** `<commitment>:<kind>`, where the next page goes on. */
  key: string;
  kind: CommitmentDeadlineKind;
  commitmentId: string;
  caseNumber: string;
  listingId: string | null;
  dueOn: CalendarDate;
}

export interface MissedQuery {
  courtCode: string;
  /** The last due day that is over. */
  passed: CalendarDate;
  after: string | null;
  limit: number;
}

/** Both conditions are those of partial indexes: promises that have ended cost nothing. */
const MISSED = `
  SELECT id || ':INSTALMENT' AS key, 'INSTALMENT' AS kind, id, court_code, case_number, listing_id,
         next_due_on AS due_on
    FROM commitment WHERE status = 'ACCEPTED' AND next_due_on <= $1
  UNION ALL
  SELECT id || ':DEFERRAL', 'DEFERRAL', id, court_code, case_number, listing_id, defer_listing_until
    FROM commitment WHERE status = 'ACCEPTED' AND listing_id IS NULL AND defer_listing_until <= $1`;

/** What promises have run out, found by the clock alone: nothing has to have noticed it before. */
@Injectable()
export class CommitmentDeadlineStore {
  /** Of one court, oldest promise first. */
  async missed(
    manager: EntityManager,
    { courtCode, passed, after, limit }: MissedQuery,
  ): Promise<MissedDeadline[]> {
    return manager.query(
      `SELECT key, kind, id AS "commitmentId", case_number AS "caseNumber",
              listing_id AS "listingId", due_on::text AS "dueOn"
         FROM (${MISSED}) missed
        WHERE court_code = $2 AND key > $3 ORDER BY key LIMIT $4`,
      [passed, courtCode, after ?? '', limit],
    );
  }

  /** Of all courts. */
  async count(
    manager: EntityManager,
    passed: CalendarDate,
  ): Promise<Map<CommitmentDeadlineKind, number>> {
    const rows: { kind: CommitmentDeadlineKind; missed: number }[] = await manager.query(
      `SELECT kind, count(*)::int AS missed FROM (${MISSED}) missed GROUP BY kind`,
      [passed],
    );
    return new Map(rows.map(({ kind, missed }) => [kind, missed]));
  }
}

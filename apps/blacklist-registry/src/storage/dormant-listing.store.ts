import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingGround, ListingState } from '#contracts';
import type { CaseStatus, Dormancy, Sweep } from '../domain/dormancy.js';

/** A listing that sleeps; of the debtor nothing, since the case tells the court who it is. */
export interface DormantRecord extends Dormancy {
  id: string;
  courtCode: string;
  caseNumber: string;
  state: ListingState;
  grounds: ListingGround[];
  caseStatusOn: string | null;
  /** Continues after this one. */
  cursor: string;
}

export interface DormantPage {
  courtCode: string;
  /** Where the page before ended. */
  after: { lastActivityAt: string; id: string } | null;
  limit: number;
}

const ON_LIST = `court_code = $1 AND state IN ('PUBLISHED', 'SHIELDED')`;
const NEXT = `(last_activity_at, id) > ($4, $5) ORDER BY last_activity_at, id LIMIT $6`;

/** Finds listings that sleep, those longest asleep first. */
@Injectable()
export class DormantListingStore {
  /** One page by one statement: each reason has its index, and none is asked for more than a page. */
  async page(
    manager: EntityManager,
    { courtCode, after, limit }: DormantPage,
    { today, quietSince }: Sweep,
  ): Promise<DormantRecord[]> {
    const rows = await manager.query<DormantListingRow[]>(
      `SELECT id, court_code, case_number, state, grounds, term_ends_on::text, case_status,
          case_status_on::text, last_activity_at,
          to_char(last_activity_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
         FROM listing WHERE id IN (
           (SELECT id FROM listing WHERE ${ON_LIST} AND last_activity_at < $2 AND ${NEXT})
           UNION (SELECT id FROM listing WHERE ${ON_LIST} AND case_status <> 'OPEN' AND ${NEXT})
           UNION (SELECT id FROM listing WHERE ${ON_LIST} AND term_ends_on < $3 AND ${NEXT}))
        ORDER BY last_activity_at, id LIMIT $6`,
      [courtCode, quietSince, today, after?.lastActivityAt ?? '-infinity', after?.id ?? '', limit],
    );
    return rows.map((row) => ({
      id: row.id,
      courtCode: row.court_code,
      caseNumber: row.case_number,
      state: row.state,
      grounds: row.grounds,
      termEndsOn: row.term_ends_on,
      caseStatus: row.case_status,
      caseStatusOn: row.case_status_on,
      lastActivityAt: row.last_activity_at,
      cursor: `${row.place}~${row.id}`,
    }));
  }
}

interface DormantListingRow {
  id: string;
  court_code: string;
  case_number: string;
  state: ListingState;
  grounds: ListingGround[];
  term_ends_on: string | null;
  case_status: CaseStatus;
  case_status_on: string | null;
  last_activity_at: Date;
  place: string;
}

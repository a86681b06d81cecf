import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListingState } from '#contracts';
import type { KnownVersion, ListingHistory } from '../domain/standing.js';

/** A listing's history, and what stands in the way of relying on it. */
export interface StoredHistory extends ListingHistory {
  stateNow: ListingState;
  /** The day from whose start the register has to act by itself; null where no such day is set. */
  dueOn: string | null;
}

/** Which column says who the subject is; the names are code, never input. */
export type SubjectColumn = 'uscc' | 'person_key';

/** Reads all that was ever recorded of one subject's listings: one statement, by index. */
@Injectable()
export class ListingHistoryStore {
  /** Also listings that carried this key until a correction. The oldest first. */
  async ofSubject(
    manager: EntityManager,
    column: SubjectColumn,
    key: string,
  ): Promise<StoredHistory[]> {
    const rows = await manager.query<HistoryRow[]>(
      `SELECT l.id, l.court_code, l.case_number, l.state, l.due_on::text, l.${column} AS key,
          (SELECT json_agg(json_build_object('version', v.version, 'state', v.state,
                    'grounds', v.grounds, 'termEndsOn', v.term_ends_on,
                    'validFrom', v.valid_from, 'recordedAt', v.recorded_at) ORDER BY v.version)
             FROM listing_version v WHERE v.listing_id = l.id) AS versions,
          (SELECT coalesce(json_agg(json_build_object('version', b.version, 'key', b.${column})), '[]')
             FROM listing_content_before b WHERE b.listing_id = l.id) AS former_keys
         FROM listing l
        WHERE l.id IN (SELECT id FROM listing WHERE ${column} = $1
                       UNION SELECT listing_id FROM listing_content_before WHERE ${column} = $1)
        ORDER BY l.id`,
      [key],
    );
    return rows.map(toHistory);
  }
}

interface HistoryRow {
  id: string;
  court_code: string;
  case_number: string;
  state: ListingState;
  due_on: string | null;
  key: string | null;
  versions: (Omit<KnownVersion, 'validFrom' | 'recordedAt'> & {
    validFrom: string;
    recordedAt: string;
  })[];
  former_keys: { version: number; key: string | null }[];
}

function toHistory(row: HistoryRow): StoredHistory {
  return {
    listingId: row.id,
    courtCode: row.court_code,
    caseNumber: row.case_number,
    stateNow: row.state,
    dueOn: row.due_on,
    key: row.key,
    formerKeys: row.former_keys,
    versions: row.versions.map((version) => ({
      ...version,
      validFrom: new Date(version.validFrom),
      recordedAt: new Date(version.recordedAt),
    })),
  };
}

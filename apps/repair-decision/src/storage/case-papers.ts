import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CalendarDate } from '#calendar';
import type { MaterialKind } from '../domain/material.js';

/** What is on file beside an application: handed in, promised, and broken. */
export interface Papers {
  materials: { kind: MaterialKind; sha256: string }[];
  /**
   * The newest promise for this listing that was neither withdrawn nor left unaccepted; null where that
   * one was broken, whatever was promised before it.
   */
  commitment: { id: string; state: 'ACCEPTED' | 'KEPT'; signedOn: CalendarDate } | null;
  /** Confirmed breaches of promises for any of the listings. */
  breaches: { commitmentId: string; breachedOn: CalendarDate }[];
}

export interface PapersQuery {
  applicationId: string;
  listingId: string;
  /** The same debtor's other listings: a promise broken there counts as well. */
  others?: readonly string[];
}

/** Reads, in one statement, the papers that an application is examined on. */
@Injectable()
export class CasePapers {
  async of(
    manager: EntityManager,
    { applicationId, listingId, others = [] }: PapersQuery,
  ): Promise<Papers> {
    const [papers]: Papers[] = await manager.query(
      `SELECT
         (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'sha256', digest) ORDER BY id), '[]')
            FROM material WHERE application_id = $1 AND withdrawn_at IS NULL) AS materials,
         (SELECT jsonb_build_object('id', id, 'state', status,
                   'signedOn', to_char(accepted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'))
            FROM (SELECT * FROM commitment
                   WHERE listing_id = $2 AND status IN ('ACCEPTED', 'KEPT', 'BREACHED')
                   ORDER BY id DESC LIMIT 1) AS newest
           WHERE status <> 'BREACHED') AS commitment,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('commitmentId', id, 'breachedOn', breached_on) ORDER BY id), '[]')
            FROM commitment WHERE listing_id = ANY ($3::text[]) AND status = 'BREACHED') AS breaches`,
      [applicationId, listingId, [listingId, ...others]],
    );
    if (!papers) throw new Error('a SELECT without FROM gives one row');
    return papers;
  }
}

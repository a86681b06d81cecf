import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Denied } from '../domain/bar.js';

/** What this court decided about a listing before, as far as a new application depends on it. */
export interface ListingPast {
  /** Denials that raised a bar, the one that lasts longest first. */
  denials: Denied[];
  /** Days (YYYY-MM-DD) of the breaches for which a repair was revoked. */
  breachedOn: string[];
}

interface PastRow {
  denials: (Omit<Denied, 'at'> & { at: string })[];
  breached_on: string[];
}

/** Reads what stands against a debtor from earlier decisions, in one statement. */
@Injectable()
export class ListingPastStore {
  /** `others` are the same debtor's other listings: a repair broken there counts as well. */
  async of(
    manager: EntityManager,
    listingId: string,
    others: readonly string[],
  ): Promise<ListingPast> {
    const rows: PastRow[] = await manager.query(
      `SELECT
         (SELECT coalesce(jsonb_agg(jsonb_build_object('initiator', initiator, 'basis', basis,
                   'situation', situation, 'at', denied_at,
                   'barredUntil', barred_until, 'legalBasis', steps->'denial'->>'legalBasis')
                   ORDER BY barred_until DESC), '[]')
            FROM repair_application WHERE listing_id = $1 AND barred_until IS NOT NULL) AS denials,
         ARRAY(SELECT to_char(breached_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
                 FROM decision
                WHERE listing_id = ANY ($2::text[]) AND kind = 'REVOCATION' AND status = 'APPROVED'
                  AND refused_at IS NULL
                ORDER BY id) AS breached_on`,
      [listingId, [listingId, ...others]],
    );
    const [row] = rows;
    if (!row) throw new Error('a SELECT without FROM gives one row');
    const denials = row.denials.map((denied) => ({ ...denied, at: new Date(denied.at) }));
    return { denials, breachedOn: row.breached_on };
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Denied } from '../domain/bar.js';

/** What this court decided about a listing before, as far as a new application depends on it. */
export interface ListingPast {
  denied: Denied | null;
  /** Days (YYYY-MM-DD) of the breaches for which a repair was revoked. */
  breachedOn: string[];
}

interface PastRow {
  denied_at: Date | null;
  barred_until: string | null;
  legal_basis: string | null;
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
      `SELECT last.denied_at, last.barred_until::text, last.legal_basis,
              ARRAY(SELECT to_char(breached_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
                      FROM decision
                     WHERE listing_id = ANY ($2::text[]) AND kind = 'REVOCATION' AND status = 'APPROVED'
                     ORDER BY id) AS breached_on
         FROM (SELECT 1) one LEFT JOIN LATERAL (
           SELECT denied_at, barred_until, steps->'denial'->>'legalBasis' AS legal_basis
             FROM repair_application
            WHERE listing_id = $1 AND denied_at IS NOT NULL AND barred_until IS NOT NULL
            ORDER BY barred_until DESC LIMIT 1) last ON true`,
      [listingId, [listingId, ...others]],
    );
    const [row] = rows;
    if (!row) return { denied: null, breachedOn: [] };
    const { denied_at: at, barred_until: barredUntil, legal_basis: legalBasis } = row;
    const denied = at && barredUntil && legalBasis ? { at, barredUntil, legalBasis } : null;
    return { denied, breachedOn: row.breached_on };
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CaseStatus } from '../domain/dormancy.js';

/** Notes what happened in a listing's case beside the listing itself. */
@Injectable()
export class CaseActivityStore {
  /**
   * After a restriction came, or went: counts anew what still binds. Whoever calls it holds the listing
   * locked, so that an order on it sees the count as it is.
   */
  async countRestrictions(manager: EntityManager, listingId: string, at: Date): Promise<void> {
    await manager.query(
      `UPDATE listing SET touched_at = greatest(touched_at, $2),
          bound_spending = (SELECT count(*) FROM restriction
                             WHERE listing_id = $1 AND kind = 'SPENDING' AND state <> 'LIFTED')
        WHERE id = $1`,
      [listingId, at],
    );
  }

  async mark(
    manager: EntityManager,
    mark: { listingId: string; status: CaseStatus; on: string; at: Date },
  ): Promise<void> {
    await manager.query(
      `UPDATE listing SET case_status = $2, case_status_on = $3, touched_at = $4 WHERE id = $1`,
      [mark.listingId, mark.status, mark.on, mark.at],
    );
  }
}

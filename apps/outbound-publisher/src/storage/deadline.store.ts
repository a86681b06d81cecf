import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Which obligations are late, or could not even be told, and are not yet marked so. */
@Injectable()
export class DeadlineStore {
  async passed(db: EntityManager, now: Date, limit: number): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM obligation
        WHERE apply_by < $1 AND first_verified_at IS NULL AND superseded_by IS NULL
          AND NOT 'overdue' = ANY(flags) AND state <> 'attested'
        ORDER BY apply_by LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** No stream made them available for as long as they would have had: none is open, or none may run. */
  async neverAvailable(db: EntityManager, now: Date, limit: number): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM obligation
        WHERE reach_by < $1 AND available_at IS NULL AND delivered_at IS NULL
          AND superseded_by IS NULL AND NOT 'unreachable' = ANY(flags) AND state <> 'attested'
        ORDER BY reach_by LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Which obligations are late and not yet marked so. */
@Injectable()
export class DeadlineStore {
  async passed(db: EntityManager, now: Date, limit: number): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT id FROM obligation
        WHERE apply_by < $1 AND verified_at IS NULL AND superseded_by IS NULL
          AND NOT 'overdue' = ANY(flags) AND state <> 'attested'
        ORDER BY apply_by LIMIT $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }
}

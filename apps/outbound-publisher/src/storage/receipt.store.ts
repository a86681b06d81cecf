import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import type { ReceiptStage } from '../domain/evidence.js';

export interface NewReceipt {
  obligationId: string;
  stage: ReceiptStage;
  appliedAt: Date | null;
}

@Injectable()
export class ReceiptStore {
  /** @returns for each receipt, in order, whether it says something that was not said before. */
  async insert(db: EntityManager, receipts: readonly NewReceipt[], now: Date): Promise<boolean[]> {
    const ids = receipts.map(() => newId('rcp'));
    const rows: { id: string }[] = await db.query(
      `INSERT INTO receipt (id, obligation_id, stage, applied_at, received_at)
       SELECT id, obligation_id, stage, applied_at, $5
       FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
         AS new (id, obligation_id, stage, applied_at)
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        ids,
        receipts.map((each) => each.obligationId),
        receipts.map((each) => each.stage),
        receipts.map((each) => each.appliedAt),
        now,
      ],
    );
    const recorded = new Set(rows.map((row) => row.id));
    return ids.map((id) => recorded.has(id));
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import type { ReceiptStage } from '../domain/evidence.js';

export interface NewReceipt {
  obligationId: string;
  stage: ReceiptStage;
  appliedAt: Date | null;
}

/** What a receipt says, to be compared: its stage and the milliseconds of its `appliedAt`. */
export function sayingOf({ stage, appliedAt }: Pick<NewReceipt, 'stage' | 'appliedAt'>): string {
  return `${stage} ${appliedAt?.getTime() ?? ''}`;
}

@Injectable()
export class ReceiptStore {
  async insert(db: EntityManager, receipts: readonly NewReceipt[], now: Date): Promise<void> {
    await db.query(
      `INSERT INTO receipt (id, obligation_id, stage, applied_at, received_at)
       SELECT id, obligation_id, stage, applied_at, $5
       FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
         AS new (id, obligation_id, stage, applied_at)`,
      [
        receipts.map(() => newId('rcp')),
        receipts.map((each) => each.obligationId),
        receipts.map((each) => each.stage),
        receipts.map((each) => each.appliedAt),
        now,
      ],
    );
  }

  /** All that was said of each of them, as `sayingOf` has it; none of one that nothing was said of. */
  async saidOf(db: EntityManager, ids: readonly string[]): Promise<Map<string, string[]>> {
    if (ids.length === 0) return new Map();
    const rows = await db.query<{ id: string; stage: ReceiptStage; appliedAt: Date | null }[]>(
      `SELECT obligation_id AS id, stage, applied_at AS "appliedAt"
       FROM receipt WHERE obligation_id = ANY($1)`,
      [ids],
    );
    const said = new Map<string, string[]>();
    for (const row of rows) said.set(row.id, [...(said.get(row.id) ?? []), sayingOf(row)]);
    return said;
  }
}

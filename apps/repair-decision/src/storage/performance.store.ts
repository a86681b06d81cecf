import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CalendarDate } from '#calendar';

/** One payment on a promise, as recorded. */
export interface RecordedPerformance {
  /** 凭证号: what tells one payment from another. */
  reference: string;
  paidOn: CalendarDate;
  fen: number;
  recordedBy: string;
  recordedAt: Date;
}

/** Payments on promises; each is recorded once, whatever is sent again. */
@Injectable()
export class PerformanceStore {
  async insert(
    manager: EntityManager,
    { id, courtCode }: { id: string; courtCode: string },
    { reference, paidOn, fen, recordedBy, recordedAt }: RecordedPerformance,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO commitment_performance
         (commitment_id, reference, court_code, paid_on, fen, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, reference, courtCode, paidOn, fen, recordedBy, recordedAt],
    );
  }

  async find(
    manager: EntityManager,
    commitmentId: string,
    reference: string,
  ): Promise<RecordedPerformance | null> {
    const all = await this.select(manager, commitmentId, reference);
    return all[0] ?? null;
  }

  /** In the order of payment. */
  of(manager: EntityManager, commitmentId: string): Promise<RecordedPerformance[]> {
    return this.select(manager, commitmentId, null);
  }

  private async select(
    manager: EntityManager,
    commitmentId: string,
    reference: string | null,
  ): Promise<RecordedPerformance[]> {
    const rows: (Omit<RecordedPerformance, 'fen'> & { fen: string })[] = await manager.query(
      `SELECT reference, paid_on::text AS "paidOn", fen, recorded_by AS "recordedBy",
              recorded_at AS "recordedAt"
         FROM commitment_performance
        WHERE commitment_id = $1 AND ($2::text IS NULL OR reference = $2)
        ORDER BY paid_on, recorded_at`,
      [commitmentId, reference],
    );
    return rows.map((row) => ({ ...row, fen: Number(row.fen) }));
  }
}

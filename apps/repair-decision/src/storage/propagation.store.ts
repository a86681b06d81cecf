import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NOTHING_KNOWN, type ObligationProgress } from '../domain/propagation.js';

/** How far a decision has come among its subscribers, as counted. */
export interface PropagationCount {
  verified: number;
  contradicted: number;
  overdue: number;
  /** Among the restrictions that were lifted: nobody can look whether they are, so these are only ever late. */
  overdueLifts: number;
}

/** One subscriber's obligation under one decision. */
export interface ObligationKey {
  decisionId: string;
  obligationId: string;
  subscriberId: string;
  version: number;
  /** The restriction that it is about; null where it is about the listing. */
  restrictionRef: string | null;
}

interface KnownRow {
  court_code: string;
  look_result: 'verified' | 'contradicted' | null;
  look_at: Date | null;
  overdue_at: Date | null;
}

/** The one place that maps `decision_obligation` rows. */
@Injectable()
export class PropagationStore {
  /**
   * Saves the first report of an obligation in one statement, since most obligations have only one.
   * @returns false when it was not the first, or there is no such decision.
   */
  async insertFirst(
    manager: EntityManager,
    key: ObligationKey,
    { look, overdueAt }: ObligationProgress,
  ): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO decision_obligation
         (decision_id, obligation_id, court_code, subscriber_id, version, look_result, look_at, overdue_at,
          restriction_id)
       SELECT id, $2, court_code, $3, $4::integer, $5, $6::timestamptz, $7::timestamptz, $8
         FROM decision WHERE id = $1 AND status = 'APPROVED'
       ON CONFLICT (decision_id, obligation_id) DO NOTHING RETURNING obligation_id`,
      [
        key.decisionId,
        key.obligationId,
        key.subscriberId,
        key.version,
        look?.result ?? null,
        look?.at ?? null,
        overdueAt,
        key.restrictionRef,
      ],
    );
    return rows.length > 0;
  }

  /** @returns null when there is no such decision. */
  async find(
    manager: EntityManager,
    { decisionId, obligationId }: ObligationKey,
  ): Promise<{ courtCode: string; progress: ObligationProgress } | null> {
    const rows: KnownRow[] = await manager.query(
      `SELECT decision.court_code, known.look_result, known.look_at, known.overdue_at
         FROM decision LEFT JOIN decision_obligation known
           ON known.decision_id = decision.id AND known.obligation_id = $2
        WHERE decision.id = $1 AND decision.status = 'APPROVED'`,
      [decisionId, obligationId],
    );
    const [row] = rows;
    return row ? { courtCode: row.court_code, progress: toProgress(row) } : null;
  }

  async save(
    manager: EntityManager,
    key: ObligationKey & { courtCode: string },
    { look, overdueAt }: ObligationProgress,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO decision_obligation
         (decision_id, obligation_id, court_code, subscriber_id, version, look_result, look_at, overdue_at,
          restriction_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (decision_id, obligation_id) DO UPDATE
         SET look_result = excluded.look_result, look_at = excluded.look_at, overdue_at = excluded.overdue_at`,
      [
        key.decisionId,
        key.obligationId,
        key.courtCode,
        key.subscriberId,
        key.version,
        look?.result ?? null,
        look?.at ?? null,
        overdueAt,
        key.restrictionRef,
      ],
    );
  }

  /** Overdue counts those that are late and still not verified. */
  async count(manager: EntityManager, decisionId: string): Promise<PropagationCount> {
    const rows: PropagationCount[] = await manager.query(
      `SELECT count(*) FILTER (WHERE look_result = 'verified' AND restriction_id IS NULL)::int AS verified,
              count(*) FILTER (WHERE look_result = 'contradicted' AND restriction_id IS NULL)::int
                AS contradicted,
              count(*) FILTER (WHERE late AND restriction_id IS NULL)::int AS overdue,
              count(*) FILTER (WHERE late AND restriction_id IS NOT NULL)::int AS "overdueLifts"
         FROM (SELECT *, overdue_at IS NOT NULL AND look_result IS DISTINCT FROM 'verified' AS late
                 FROM decision_obligation WHERE decision_id = $1) known`,
      [decisionId],
    );
    return rows[0] ?? { verified: 0, contradicted: 0, overdue: 0, overdueLifts: 0 };
  }
}

function toProgress(row: KnownRow): ObligationProgress {
  const { look_result: result, look_at: at, overdue_at: overdueAt } = row;
  return { ...NOTHING_KNOWN, look: result && at ? { result, at } : null, overdueAt };
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CalendarDate } from '#calendar';
import type { RemovalBasis } from '#contracts';
import type { DormancyFacts, DormantItem, DormantStatus } from '../domain/dormant-item.js';

export interface FoundItem {
  id: string;
  listingId: string;
  courtCode: string;
  caseNumber: string;
  facts: DormancyFacts;
}

export interface DormantQuery {
  courtCode: string;
  status: DormantStatus | null;
  before: string | null;
  limit: number;
}

interface Row {
  id: string;
  listingId: string;
  courtCode: string;
  caseNumber: string;
  facts: DormancyFacts;
  foundBy: string;
  foundAt: Date;
  status: DormantStatus;
  basis: RemovalBasis | null;
  explanation: string | null;
  verifiedBy: string | null;
  verifiedAt: Date | null;
  lookAgainOn: CalendarDate | null;
  decisionId: string | null;
}

/** What became of the draft is the decision's to say: the item follows it, whoever changes it. */
const STATUS = `CASE WHEN item.status <> 'DRAFTED' THEN item.status
  WHEN decision.status = 'APPROVED' THEN 'DECIDED'
  WHEN decision.status = 'WITHDRAWN' THEN 'VERIFIED' ELSE 'DRAFTED' END`;
const SELECT = `
  SELECT item.id, item.listing_id AS "listingId", item.court_code AS "courtCode",
         item.case_number AS "caseNumber", item.facts, item.found_by AS "foundBy",
         item.found_at AS "foundAt", ${STATUS} AS status, item.basis, item.explanation,
         item.verified_by AS "verifiedBy", item.verified_at AS "verifiedAt",
         item.look_again_on::text AS "lookAgainOn", item.decision_id AS "decisionId"
    FROM dormant_item item LEFT JOIN decision ON decision.id = item.decision_id`;

/** Which stored statuses an item can have that shows as this one: those an index can find. */
const STORED: Record<DormantStatus, DormantStatus[]> = {
  OPEN: ['OPEN'],
  VERIFIED: ['VERIFIED', 'DRAFTED'],
  DRAFTED: ['DRAFTED'],
  DECIDED: ['DRAFTED', 'DECIDED'],
  KEPT: ['KEPT'],
};

/** The work list of dormant listings: one open item per listing, however often it is swept. */
@Injectable()
export class DormantStore {
  /**
   * Adds what is not on the list. Not what was verified to stay, before it is to be looked at again;
   * nor what has left already, as far as this court knows, while the registry has not answered yet.
   * @returns the listings that were added.
   */
  async add(
    manager: EntityManager,
    items: readonly FoundItem[],
    { by, at, today }: { by: string; at: Date; today: CalendarDate },
  ): Promise<string[]> {
    const listingIds = items.map(({ listingId }) => listingId);
    // What was decided frees its place, in case the listing came back.
    await manager.query(
      `UPDATE dormant_item item SET status = 'DECIDED' FROM decision
        WHERE decision.id = item.decision_id AND decision.status = 'APPROVED'
          AND item.status = 'DRAFTED' AND item.listing_id = ANY ($1::text[])`,
      [listingIds],
    );
    const rows: { listingId: string; isNew: boolean }[] = await manager.query(
      `INSERT INTO dormant_item
         (id, listing_id, court_code, case_number, reasons, facts, found_by, found_at, status)
       SELECT id, listing_id, court_code, case_number,
              ARRAY (SELECT jsonb_array_elements_text(facts -> 'reasons')), facts, $6, $7, 'OPEN'
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
              AS found (id, listing_id, court_code, case_number, facts)
        WHERE NOT EXISTS (
                SELECT 1 FROM dormant_item kept WHERE kept.listing_id = found.listing_id
                   AND kept.status = 'KEPT' AND kept.look_again_on > $8)
          AND NOT EXISTS (
                SELECT 1 FROM dormant_item decided
                  JOIN repair_order ON repair_order.decision_id = decided.decision_id
                 WHERE decided.listing_id = found.listing_id AND decided.status = 'DECIDED'
                   AND repair_order.result IS NULL)
       ON CONFLICT (listing_id) WHERE status IN ('OPEN', 'VERIFIED', 'DRAFTED')
       DO UPDATE SET reasons = excluded.reasons, facts = excluded.facts
        WHERE dormant_item.status = 'OPEN'
       RETURNING listing_id AS "listingId", xmax = 0 AS "isNew"`,
      [
        items.map(({ id }) => id),
        listingIds,
        items.map(({ courtCode }) => courtCode),
        items.map(({ caseNumber }) => caseNumber),
        items.map(({ facts }) => JSON.stringify(facts)),
        by,
        at,
        today,
      ],
    );
    return rows.flatMap(({ listingId, isNew }) => (isNew ? [listingId] : []));
  }

  async find(manager: EntityManager, id: string): Promise<DormantItem | null> {
    const [row]: Row[] = await manager.query(`${SELECT} WHERE item.id = $1`, [id]);
    return row ? toItem(row) : null;
  }

  /** Locks the item until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<DormantItem | null> {
    const [row]: Row[] = await manager.query(`${SELECT} WHERE item.id = $1 FOR UPDATE OF item`, [
      id,
    ]);
    return row ? toItem(row) : null;
  }

  /** Newest first. */
  async list(manager: EntityManager, query: DormantQuery): Promise<DormantItem[]> {
    const { courtCode, status, before, limit } = query;
    const rows: Row[] = await manager.query(
      `SELECT * FROM (${SELECT} WHERE item.court_code = $1
                         AND ($5::text[] IS NULL OR item.status = ANY ($5))) item
        WHERE ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [courtCode, status, before, limit, status && STORED[status]],
    );
    return rows.map(toItem);
  }

  /** Saves a verification. */
  async verify(
    manager: EntityManager,
    item: Extract<DormantItem, { status: 'VERIFIED' | 'KEPT' }>,
  ): Promise<void> {
    const { id, status, finding, explanation, verifiedBy, verifiedAt } = item;
    const basis = item.finding === 'LEAVES' ? item.basis : null;
    const lookAgainOn = item.finding === 'STAYS' ? item.lookAgainOn : null;
    await manager.query(
      `UPDATE dormant_item SET status = $2, finding = $3, basis = $4, explanation = $5,
              verified_by = $6, verified_at = $7, look_again_on = $8, decision_id = NULL
        WHERE id = $1`,
      [id, status, finding, basis, explanation, verifiedBy, verifiedAt, lookAgainOn],
    );
  }

  /**
   * Takes the item for whoever drafts it, until a time: drafting asks the registry, and no transaction
   * may wait for that. @returns false when somebody else has it.
   */
  async claim(manager: EntityManager, id: string, now: Date, until: Date): Promise<boolean> {
    const [, claimed]: [unknown, number] = await manager.query(
      `UPDATE dormant_item SET drafting_until = $3
        WHERE id = $1 AND (drafting_until IS NULL OR drafting_until <= $2)`,
      [id, now, until],
    );
    return claimed === 1;
  }

  async release(manager: EntityManager, id: string): Promise<void> {
    await manager.query(`UPDATE dormant_item SET drafting_until = NULL WHERE id = $1`, [id]);
  }

  async markDrafted(manager: EntityManager, id: string, decisionId: string): Promise<void> {
    await manager.query(
      `UPDATE dormant_item SET status = 'DRAFTED', decision_id = $2, drafting_until = NULL
        WHERE id = $1`,
      [id, decisionId],
    );
  }

  /**
   * A draft ex officio for this that no item knows: somebody made it elsewhere, or marking the item
   * broke off. A second one would be decided twice.
   */
  async openDraft(
    manager: EntityManager,
    { listingId, basis }: { listingId: string; basis: RemovalBasis },
  ): Promise<string | null> {
    const [row]: { id: string }[] = await manager.query(
      `SELECT decision.id FROM repair_application application
         JOIN decision ON decision.id = application.decision_id
        WHERE application.listing_id = $1 AND application.basis = $2
          AND application.initiator = 'EX_OFFICIO' AND decision.status = 'DRAFTED'
          AND NOT EXISTS (SELECT 1 FROM dormant_item WHERE decision_id = decision.id)
        ORDER BY decision.id DESC LIMIT 1`,
      [listingId, basis],
    );
    return row?.id ?? null;
  }

  /** An ex-officio application for this that waits for its draft: of a withdrawn one, or one broken off. */
  async openApplication(
    manager: EntityManager,
    { listingId, basis }: { listingId: string; basis: RemovalBasis },
  ): Promise<string | null> {
    const [row]: { id: string }[] = await manager.query(
      `SELECT id FROM repair_application
        WHERE listing_id = $1 AND basis = $2 AND initiator = 'EX_OFFICIO' AND decision_id IS NULL
        ORDER BY id DESC LIMIT 1`,
      [listingId, basis],
    );
    return row?.id ?? null;
  }
}

function toItem(row: Row): DormantItem {
  const { id, listingId, courtCode, caseNumber, facts, foundBy, foundAt, status } = row;
  const own = { id, listingId, courtCode, caseNumber, facts, foundBy, foundAt };
  switch (status) {
    case 'OPEN':
      return { ...own, status };
    case 'KEPT': {
      const lookAgainOn = present(row, row.lookAgainOn);
      return { ...own, ...toVerification(row), status, finding: 'STAYS', lookAgainOn };
    }
    case 'VERIFIED':
      return { ...own, ...toLeaving(row), status };
    case 'DRAFTED':
    case 'DECIDED':
      return { ...own, ...toLeaving(row), status, decisionId: present(row, row.decisionId) };
  }
}

function toVerification(row: Row) {
  return {
    explanation: present(row, row.explanation),
    verifiedBy: present(row, row.verifiedBy),
    verifiedAt: present(row, row.verifiedAt),
  };
}

function toLeaving(row: Row) {
  return { ...toVerification(row), finding: 'LEAVES' as const, basis: present(row, row.basis) };
}

function present<T>(row: Row, value: T | null): T {
  if (value === null) {
    throw new Error(
      `Dormant item ${row.id} lacks what its status needs; the table was changed by hand.`,
    );
  }
  return value;
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DocumentType } from '#contracts';
import type { CourtDocument, Issue } from '../domain/court-document.js';
import { validityOf } from '../domain/document.js';
import { numberOf } from '../domain/document-number.js';
import { DocumentRow } from './document.row.js';

export interface RegisterQuery {
  /** Null for all courts. */
  courtCode: string | null;
  type: DocumentType | null;
  /** Only those before this one: the last id of the page before. */
  before: string | null;
  limit: number;
}

/** The one place that maps `court_document` rows. */
@Injectable()
export class DocumentStore {
  async find(manager: EntityManager, id: string): Promise<CourtDocument | null> {
    return (await this.where(manager, 'document.id = $1', [id]))[0] ?? null;
  }

  async findByCode(manager: EntityManager, code: string): Promise<CourtDocument | null> {
    return (await this.where(manager, 'document.code = $1', [code]))[0] ?? null;
  }

  async findBySha256(manager: EntityManager, sha256: string): Promise<CourtDocument | null> {
    return (await this.where(manager, 'document.sha256 = $1', [sha256]))[0] ?? null;
  }

  ofDecision(manager: EntityManager, decisionId: string): Promise<CourtDocument[]> {
    return this.where(manager, 'document.decision_id = $1 ORDER BY document.id', [decisionId]);
  }

  ofCommitment(manager: EntityManager, commitmentId: string): Promise<CourtDocument[]> {
    return this.where(manager, 'document.commitment_id = $1 ORDER BY document.id', [commitmentId]);
  }

  /** Newest first. */
  list(manager: EntityManager, query: RegisterQuery): Promise<CourtDocument[]> {
    const { courtCode, type, before, limit } = query;
    return this.where(
      manager,
      `($1::text IS NULL OR document.court_code = $1) AND ($2::text IS NULL OR document.type = $2)
         AND ($3::text IS NULL OR document.id < $3) ORDER BY document.id DESC LIMIT $4`,
      [courtCode, type, before, limit],
    );
  }

  /** @returns false when it was issued before: that one stands. */
  async issue(manager: EntityManager, id: string, issue: Issue): Promise<boolean> {
    const row = await manager.findOne(DocumentRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row || row.issuedAt) return false;
    await manager.update(DocumentRow, { id }, { ...issue });
    return true;
  }

  /**
   * Marks what a new paper takes the place of: the one it was made to replace, and of certificates each
   * earlier one of the listing.
   */
  async supersede(manager: EntityManager, document: CourtDocument, at: Date): Promise<string[]> {
    const { id, type, listingId, decisionId, replaces } = document;
    // TypeORM answers an UPDATE with its rows and their number.
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `UPDATE court_document SET superseded_by = $1, superseded_at = $2
       WHERE issued_at IS NOT NULL AND superseded_by IS NULL AND id <> $1
         AND (id = $3 OR ($4 = 'REPAIR_CERTIFICATE' AND type = $4 AND listing_id = $5 AND decision_id < $6))
       RETURNING id`,
      [id, at, replaces, type, listingId, decisionId],
    );
    return rows.map((row) => row.id);
  }

  private async where(
    manager: EntityManager,
    condition: string,
    parameters: unknown[],
  ): Promise<CourtDocument[]> {
    const rows = await manager.query<QueriedRow[]>(SELECT + condition, parameters);
    return rows.map(toDocument);
  }
}

const SELECT = `
  SELECT document.id, document.court_code, document.decision_id, document.commitment_id,
         document.listing_id, document.type, document.series, document.sequence, document.addressees,
         document.reserved_at, document.replaces, document.superseded_by, document.superseded_at,
         document.issued_at, document.issued_by, document.code, document.sha256, document.size_bytes,
         document.pages, document.jws, document.key_id, document.template, document.seal,
         document.facts,
         ordered.outcome_at AS refused_at,
         coalesce(revocation.approved_at, decided.overturned_at, withdrawn.ended_at) AS revoked_at
  FROM court_document document
  LEFT JOIN decision decided ON decided.id = document.decision_id
  LEFT JOIN repair_order ordered
    ON ordered.decision_id = document.decision_id AND ordered.result = 'REFUSED'
  LEFT JOIN LATERAL (
    SELECT min(decision.approved_at) AS approved_at FROM decision
    WHERE decision.revokes = document.decision_id AND decision.status = 'APPROVED'
      AND NOT EXISTS (
        SELECT FROM repair_order WHERE decision_id = decision.id AND result = 'REFUSED'
      )
  ) revocation ON true
  LEFT JOIN commitment withdrawn
    ON withdrawn.id = document.commitment_id AND withdrawn.status = 'WITHDRAWN'
  WHERE `;

interface QueriedRow {
  id: string;
  court_code: string;
  decision_id: string | null;
  commitment_id: string | null;
  listing_id: string | null;
  type: DocumentType;
  series: string;
  sequence: number;
  addressees: string | null;
  reserved_at: Date;
  replaces: string | null;
  superseded_by: string | null;
  superseded_at: Date | null;
  issued_at: Date | null;
  issued_by: string;
  code: string;
  sha256: string;
  size_bytes: number;
  pages: number;
  jws: string;
  key_id: string;
  template: string;
  seal: object;
  facts: Buffer;
  refused_at: Date | null;
  revoked_at: Date | null;
}

function toDocument(row: QueriedRow): CourtDocument {
  const state = {
    isRefused: row.refused_at !== null,
    isRevoked: row.revoked_at !== null,
    isSuperseded: row.superseded_by !== null,
  };
  return {
    id: row.id,
    courtCode: row.court_code,
    decisionId: row.decision_id,
    commitmentId: row.commitment_id,
    listingId: row.listing_id,
    type: row.type,
    number: numberOf(row.series, row.sequence),
    addressees: row.addressees,
    reservedAt: row.reserved_at,
    replaces: row.replaces,
    supersededBy: row.superseded_by,
    supersededAt: row.superseded_at,
    refusedAt: row.refused_at,
    revokedAt: row.revoked_at,
    validity: validityOf(state),
    issue: row.issued_at && toIssue(row, row.issued_at),
  };
}

/** All of it is there once it is issued: the table's constraint says so. */
function toIssue(row: QueriedRow, issuedAt: Date): Issue {
  const { code, sha256, pages, jws, template, seal, facts } = row;
  return {
    ...{ issuedAt, issuedBy: row.issued_by, code, sha256, sizeBytes: row.size_bytes, pages, jws },
    ...{ keyId: row.key_id, template, seal, facts },
  };
}

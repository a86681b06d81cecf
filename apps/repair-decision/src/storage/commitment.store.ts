import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import {
  nextDueOf,
  paidFenOf,
  type Commitment,
  type CommitmentStatus,
  type ProposedCommitment,
} from '../domain/commitment.js';
import { CommitmentRow } from './commitment.row.js';

export interface CommitmentQuery {
  courtCode: string;
  status: CommitmentStatus | null;
  caseNumber: string | null;
  listingId: string | null;
  /** Only those proposed before this one: the last id of the page before. */
  before: string | null;
  limit: number;
}

/** The one place that maps `commitment` rows to promises and back. */
@Injectable()
export class CommitmentStore {
  async insert(manager: EntityManager, commitment: ProposedCommitment): Promise<void> {
    await manager.insert(CommitmentRow, toRow(commitment));
  }

  async find(manager: EntityManager, id: string): Promise<Commitment | null> {
    const row = await manager.findOneBy(CommitmentRow, { id });
    return row && toCommitment(row);
  }

  /** Locks the row until the transaction ends: payments and findings take turns. */
  async lock(manager: EntityManager, id: string): Promise<Commitment | null> {
    const row = await manager.findOne(CommitmentRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toCommitment(row);
  }

  async save(manager: EntityManager, commitment: Commitment): Promise<void> {
    const { id, ...columns } = toRow(commitment);
    await manager.update(CommitmentRow, { id }, columns);
  }

  /** Newest first. */
  async list(manager: EntityManager, query: CommitmentQuery): Promise<Commitment[]> {
    const { courtCode, status, caseNumber, listingId, before, limit } = query;
    const rows = await manager.find(CommitmentRow, {
      where: {
        courtCode,
        ...(status && { status }),
        ...(caseNumber && { caseNumber }),
        ...(listingId && { listingId }),
        ...(before && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toCommitment);
  }

  /** Confirmed breaches of promises that were made for any of these listings. */
  async breachesOf(
    manager: EntityManager,
    listingIds: readonly string[],
  ): Promise<{ commitmentId: string; listingId: string; breachedOn: string }[]> {
    return manager.query(
      `SELECT id AS "commitmentId", listing_id AS "listingId", breached_on::text AS "breachedOn"
         FROM commitment WHERE listing_id = ANY ($1::text[]) AND status = 'BREACHED' ORDER BY id`,
      [listingIds],
    );
  }
}

function toRow(commitment: Commitment): CommitmentRow {
  const { id, courtCode, caseNumber, listingId, debtor, terms, status } = commitment;
  const { deferListingUntil, proposedBy, proposedAt } = commitment;
  const { acceptedBy, acceptedAt } = acceptanceOf(commitment);
  const ended = 'ended' in commitment ? commitment.ended : null;
  const allegation = 'allegation' in commitment ? commitment.allegation : null;
  return {
    ...{ id, courtCode, caseNumber, listingId, debtor, terms, status },
    ...{ deferListingUntil, proposedBy, proposedAt, acceptedBy, acceptedAt },
    paidFen: paidFenOf(commitment),
    nextDueOn: nextDueOf(commitment),
    allegedBreach: allegation && { ...allegation, at: allegation.at.toISOString() },
    endedBy: ended?.by ?? null,
    endedAt: ended?.at ?? null,
    endReason: ended?.reason ?? null,
    breachedOn: status === 'BREACHED' ? commitment.allegation.breachedOn : null,
  };
}

function acceptanceOf(commitment: Commitment) {
  const none = { acceptedBy: null, acceptedAt: null };
  switch (commitment.status) {
    case 'PROPOSED':
      return none;
    case 'WITHDRAWN':
      return commitment.acceptance ?? none;
    case 'ACCEPTED':
    case 'KEPT':
    case 'BREACHED':
      return { acceptedBy: commitment.acceptedBy, acceptedAt: commitment.acceptedAt };
  }
}

function toCommitment(row: CommitmentRow): Commitment {
  const { id, courtCode, caseNumber, listingId, debtor, terms, deferListingUntil, paidFen } = row;
  const { proposedBy, proposedAt } = row;
  const facts = {
    ...{ id, courtCode, caseNumber, listingId, debtor, terms, deferListingUntil },
    ...{ proposedBy, proposedAt },
  };
  const { status } = row;
  switch (status) {
    case 'PROPOSED':
      return { ...facts, status };
    case 'ACCEPTED':
      return { ...facts, ...toAcceptance(row), status, paidFen, allegation: toAllegation(row) };
    case 'KEPT':
      return { ...facts, ...toAcceptance(row), status, paidFen, ended: toEnd(row) };
    case 'BREACHED': {
      const allegation = present(row, toAllegation(row));
      return { ...facts, ...toAcceptance(row), status, paidFen, allegation, ended: toEnd(row) };
    }
    case 'WITHDRAWN': {
      const acceptance = row.acceptedBy === null ? null : toAcceptance(row);
      return { ...facts, status, paidFen, acceptance, ended: toEnd(row) };
    }
  }
}

function toAcceptance(row: CommitmentRow) {
  return {
    acceptedBy: present(row, row.acceptedBy),
    acceptedAt: present(row, row.acceptedAt),
  };
}

function toAllegation({ allegedBreach }: CommitmentRow) {
  return allegedBreach && { ...allegedBreach, at: new Date(allegedBreach.at) };
}

function toEnd(row: CommitmentRow) {
  return { by: present(row, row.endedBy), at: present(row, row.endedAt), reason: row.endReason };
}

function present<T>(row: CommitmentRow, value: T | null): T {
  if (value === null) {
    throw new Error(
      `Commitment ${row.id} lacks what its status needs; the table was changed by hand.`,
    );
  }
  return value;
}

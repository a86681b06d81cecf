import { Injectable } from '@nestjs/common';
import { LessThan, Not, type EntityManager } from 'typeorm';
import type {
  ApprovedDecision,
  Decision,
  DecisionStatus,
  DraftedDecision,
  WithdrawnDecision,
} from '../domain/decision.js';
import { DecisionRow } from './decision.row.js';

export interface DecisionQuery {
  /** Null for all courts. */
  courtCode: string | null;
  status: DecisionStatus | null;
  /** Only those drafted before this one: the last id of the page before. */
  before: string | null;
  limit: number;
}

/** The one place that maps `decision` rows to decisions and back. */
@Injectable()
export class DecisionStore {
  async insert(manager: EntityManager, decision: DraftedDecision): Promise<void> {
    await manager.insert(DecisionRow, { ...decision });
  }

  async find(manager: EntityManager, id: string): Promise<Decision | null> {
    const row = await manager.findOneBy(DecisionRow, { id });
    return row && toDecision(row);
  }

  /** Locks the row until the transaction ends: of two approvals or revocations, the second sees the first. */
  async lock(manager: EntityManager, id: string): Promise<Decision | null> {
    const row = await manager.findOne(DecisionRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toDecision(row);
  }

  async approve(manager: EntityManager, decision: ApprovedDecision): Promise<void> {
    const { id, status, approvedBy, approvedAt } = decision;
    await manager.update(DecisionRow, { id }, { status, approvedBy, approvedAt });
  }

  async withdraw(
    manager: EntityManager,
    { id, status, withdrawal }: WithdrawnDecision,
  ): Promise<void> {
    const { by: withdrawnBy, at: withdrawnAt, reason: withdrawalReason } = withdrawal;
    await manager.update(
      DecisionRow,
      { id },
      { status, withdrawnBy, withdrawnAt, withdrawalReason },
    );
  }

  /** Newest first. */
  async list(manager: EntityManager, query: DecisionQuery): Promise<Decision[]> {
    const { courtCode, status, before, limit } = query;
    const rows = await manager.find(DecisionRow, {
      where: {
        ...(courtCode && { courtCode }),
        ...(status && { status }),
        ...(before && { id: LessThan(before) }),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(toDecision);
  }

  /** By a revocation that is drafted or approved. */
  isRevoked(manager: EntityManager, id: string): Promise<boolean> {
    return manager.existsBy(DecisionRow, { revokes: id, status: Not('WITHDRAWN') });
  }
}

function toDecision(row: DecisionRow): Decision {
  const {
    kind,
    findings,
    shieldUntil,
    revokes,
    breachedAt,
    status: _status,
    approvedBy: _approvedBy,
    approvedAt: _approvedAt,
    withdrawnBy: _withdrawnBy,
    withdrawnAt: _withdrawnAt,
    withdrawalReason: _withdrawalReason,
    ...facts
  } = row;
  const approval = toApproval(row);
  switch (kind) {
    case 'REPAIR':
      return { ...facts, ...approval, kind, shieldUntil, findings: present(row, findings) };
    case 'REVOCATION':
      return {
        ...facts,
        ...approval,
        kind,
        revokes: present(row, revokes),
        breachedAt: present(row, breachedAt),
      };
  }
}

function toApproval(row: DecisionRow) {
  const { status } = row;
  switch (status) {
    case 'DRAFTED':
      return { status };
    case 'APPROVED':
      return {
        status,
        approvedBy: present(row, row.approvedBy),
        approvedAt: present(row, row.approvedAt),
      };
    case 'WITHDRAWN': {
      const withdrawal = {
        by: present(row, row.withdrawnBy),
        at: present(row, row.withdrawnAt),
        reason: present(row, row.withdrawalReason),
      };
      return { status, withdrawal };
    }
  }
}

function present<T>(row: DecisionRow, value: T | null): T {
  if (value === null) {
    throw new Error(`Decision ${row.id} lacks what its kind needs; the table was changed by hand.`);
  }
  return value;
}

import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, Not, type EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Statement } from '#messaging';
import type {
  ApprovedDecision,
  Decision,
  DecisionStatus,
  DraftedDecision,
  WithdrawnDecision,
} from '../domain/decision.js';
import type { Application } from '../domain/application.js';
import type { GrantedAction } from '../domain/basis.js';
import { APPLICATIONS, derivedColumns, toApplication } from './application.store.js';
import { DecisionRow } from './decision.row.js';

const DECISIONS = new Rows(DecisionRow);

/** A decision, and the application that it is about. */
export interface Matter {
  decision: Decision;
  application: Application;
}

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

  /**
   * A decision with its application, both locked until the transaction ends: of two approvals, or an
   * approval and a withdrawal, the second sees the first.
   */
  async lockMatter(manager: EntityManager, id: string): Promise<Matter | null> {
    const [[decision], [application]] = await Promise.all([
      DECISIONS.find(manager, 'id = $1 FOR UPDATE', [id]),
      APPLICATIONS.find(manager, OF_DECISION, [id]),
    ]);
    if (!decision || !application) return null;
    return { decision: toDecision(decision), application: toApplication(application) };
  }

  async find(manager: EntityManager, id: string): Promise<Decision | null> {
    const row = await manager.findOneBy(DecisionRow, { id });
    return row && toDecision(row);
  }

  /** The approval and what it makes of the application, in one statement. */
  approval(decision: ApprovedDecision, application: Application): Statement {
    const { id, status, approvedBy, approvedAt, approvedAs } = decision;
    const { steps, deadlines, history } = application;
    const derived = derivedColumns(application);
    return {
      text: APPROVE,
      values: [
        id,
        status,
        approvedBy,
        approvedAt,
        approvedAs,
        application.id,
        application.status,
        JSON.stringify(steps),
        JSON.stringify(deadlines),
        JSON.stringify(history),
        derived.nextDueAt,
        derived.dutyEndedAt,
        derived.deniedAt,
        derived.barredUntil,
        derived.dutyDueAt,
      ],
    };
  }

  async serve(manager: EntityManager, { id, served }: ApprovedDecision): Promise<void> {
    await manager.update(DecisionRow, { id }, { served });
  }

  /** A review undid the denial, so that the application may be decided once more. */
  async overturn(manager: EntityManager, id: string, overturnedAt: Date): Promise<void> {
    await manager.update(DecisionRow, { id }, { overturnedAt });
  }

  /** The registry refused its order: it has no effect, and another decision may take its place. */
  async recordRefusal(manager: EntityManager, id: string, refusedAt: Date): Promise<void> {
    await manager.update(DecisionRow, { id }, { refusedAt });
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

  /** By a revocation that is drafted, or approved and not refused. */
  isRevoked(manager: EntityManager, id: string): Promise<boolean> {
    return manager.existsBy(DecisionRow, {
      revokes: id,
      status: Not('WITHDRAWN'),
      refusedAt: IsNull(),
    });
  }

  hasDraftedRevocation(manager: EntityManager, applicationId: string): Promise<boolean> {
    return manager.existsBy(DecisionRow, { applicationId, kind: 'REVOCATION', status: 'DRAFTED' });
  }
}

const OF_DECISION = 'id = (SELECT application_id FROM decision WHERE id = $1) FOR UPDATE';

const APPROVE = `
  WITH approved AS (
    UPDATE decision SET status = $2, approved_by = $3, approved_at = $4, approved_as = $5 WHERE id = $1)
  UPDATE repair_application
     SET status = $7, steps = $8, deadlines = $9, history = $10, next_due_at = $11,
         duty_ended_at = $12, denied_at = $13, barred_until = $14, duty_due_at = $15
   WHERE id = $6`;

function toDecision(row: DecisionRow): Decision {
  const {
    kind,
    action,
    findings,
    ruleSet,
    shieldUntil,
    liftRestrictions,
    sanctionDomains,
    correction,
    remedies,
    revokes,
    breachedAt,
    status: _status,
    approvedBy: _approvedBy,
    approvedAt: _approvedAt,
    approvedAs: _approvedAs,
    served: _served,
    overturnedAt: _overturnedAt,
    refusedAt: _refusedAt,
    withdrawnBy: _withdrawnBy,
    withdrawnAt: _withdrawnAt,
    withdrawalReason: _withdrawalReason,
    ...facts
  } = row;
  const approval = toApproval(row);
  switch (kind) {
    case 'REPAIR':
      return {
        ...facts,
        ...approval,
        kind,
        action: present(row, action) as GrantedAction,
        shieldUntil,
        liftRestrictions,
        sanctionDomains,
        correction,
        findings: present(row, findings),
        ruleSet: present(row, ruleSet),
      };
    case 'DENIAL':
      return {
        ...facts,
        ...approval,
        kind,
        action: null,
        findings: present(row, findings),
        ruleSet: present(row, ruleSet),
        remedies: present(row, remedies),
      };
    case 'REVOCATION':
      return {
        ...facts,
        ...approval,
        kind,
        action: 'RESTORE',
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
        approvedAs: present(row, row.approvedAs),
        served: row.served,
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

import { ApiProperty } from '@nestjs/swagger';
import {
  BASES,
  ORDER_ACTIONS,
  SANCTION_DOMAINS,
  type Basis,
  type OrderAction,
  type SanctionDomain,
} from '#contracts';
import type { Decision, DraftedDecision } from '../domain/decision.js';
import { EXCEPTION_KINDS, type ExceptionKind } from '../domain/order-exception.js';
import type { ApprovalLevel } from '../domain/rules/rule-set.js';
import type { Service } from '../domain/service.js';
import type { DecisionView } from '../use-cases/decision-view.js';
import type { Page } from '../use-cases/page.js';
import { DECISION_STATUSES } from './decision.requests.js';
import {
  FindingResponse,
  RuleSetResponse,
  toFindingResponse,
  toRuleSetResponse,
} from './finding.response.js';
import {
  ExplainedActResponse,
  LiftResponse,
  OrderResponse,
  PropagationResponse,
  toExplainedAct,
  toLiftResponse,
  toOrderResponse,
  toPropagation,
} from './order.responses.js';

const KINDS = ['REPAIR', 'DENIAL', 'REVOCATION'] as const satisfies readonly Decision['kind'][];

/** What a drafter gets back. */
export class DraftResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: KINDS }) kind: Decision['kind'];
  @ApiProperty({ required: false, description: 'REVOCATION: the decision that it undoes' })
  revokes?: string;
  @ApiProperty({ enum: DECISION_STATUSES }) status: 'DRAFTED';
  @ApiProperty({ enum: ORDER_ACTIONS, nullable: true, description: 'Null for a denial' })
  action: OrderAction | null;
}

export class DecisionServiceResponse implements Service {
  @ApiProperty() party: Service['party'];
  @ApiProperty() method: Service['method'];
  @ApiProperty({ format: 'date-time' }) servedAt: string;
  @ApiProperty() by: string;
}

/** A decision without what became of it. */
export class DecisionSummaryResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: KINDS }) kind: Decision['kind'];
  @ApiProperty({ enum: DECISION_STATUSES }) status: Decision['status'];
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) approvedAt: string | null;
  @ApiProperty({ enum: ORDER_ACTIONS, nullable: true }) action: OrderAction | null;
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty() applicationId: string;
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty() reasons: string;
  @ApiProperty({ type: String, nullable: true }) shieldUntil: string | null;
  @ApiProperty({ type: [LiftResponse] }) liftRestrictions: LiftResponse[];
  @ApiProperty({ enum: SANCTION_DOMAINS, isArray: true }) sanctionDomains: SanctionDomain[];
  @ApiProperty({ type: String, nullable: true }) revokes: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) breachedAt: string | null;
  @ApiProperty({ type: [FindingResponse] }) findings: FindingResponse[];
  @ApiProperty({ type: RuleSetResponse, nullable: true }) ruleSet: RuleSetResponse | null;
  @ApiProperty({ enum: ['JUDGE', 'PRESIDENT'], description: 'Who must sign' })
  approvalLevel: ApprovalLevel;
  @ApiProperty() drafter: string;
  @ApiProperty({ format: 'date-time' }) draftedAt: string;
  @ApiProperty({ type: String, nullable: true }) approver: string | null;
  @ApiProperty({ type: [DecisionServiceResponse], description: '送达' })
  served: DecisionServiceResponse[];
  @ApiProperty({ type: ExplainedActResponse, required: false, description: 'WITHDRAWN only' })
  withdrawn?: ExplainedActResponse;
}

export class DecisionResponse extends DecisionSummaryResponse {
  @ApiProperty({ type: OrderResponse, nullable: true }) order: OrderResponse | null;
  @ApiProperty({ enum: EXCEPTION_KINDS, isArray: true }) exceptions: ExceptionKind[];
  @ApiProperty({ type: PropagationResponse }) propagation: PropagationResponse;
}

export class DecisionPageResponse {
  @ApiProperty({ type: [DecisionSummaryResponse] }) data: DecisionSummaryResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toDraftResponse(decision: DraftedDecision): DraftResponse {
  const { id, kind, status, action } = decision;
  return kind === 'REVOCATION'
    ? { id, kind, revokes: decision.revokes, status, action }
    : { id, kind, status, action };
}

export function toDecisionResponse(view: DecisionView): DecisionResponse {
  const { decision, order, exceptions, propagation } = view;
  return {
    ...toSummary(decision),
    order: order && toOrderResponse(order, view.refusals),
    exceptions,
    propagation: toPropagation(order, propagation),
  };
}

export function toDecisionPage({ data, next }: Page<Decision>): DecisionPageResponse {
  return { data: data.map(toSummary), next };
}

function toSummary(decision: Decision): DecisionSummaryResponse {
  const { id, kind, status, action, basis, applicationId, listingId, courtCode, reasons } =
    decision;
  const approved = status === 'APPROVED' ? decision : null;
  const repair = kind === 'REPAIR' ? decision : null;
  return {
    id,
    kind,
    status,
    approvedAt: approved?.approvedAt.toISOString() ?? null,
    action,
    basis,
    applicationId,
    listingId,
    courtCode,
    reasons,
    shieldUntil: repair?.shieldUntil ?? null,
    liftRestrictions: repair?.liftRestrictions.map(toLiftResponse) ?? [],
    sanctionDomains: repair?.sanctionDomains ?? [],
    revokes: kind === 'REVOCATION' ? decision.revokes : null,
    breachedAt: kind === 'REVOCATION' ? decision.breachedAt.toISOString() : null,
    ...examinedOf(decision),
    approvalLevel: decision.approvalLevel,
    drafter: decision.draftedBy,
    draftedAt: decision.draftedAt.toISOString(),
    approver: approved?.approvedBy ?? null,
    served: approved?.served ?? [],
    ...(status === 'WITHDRAWN' && { withdrawn: toExplainedAct(decision.withdrawal) }),
  };
}

function examinedOf(decision: Decision): Pick<DecisionSummaryResponse, 'findings' | 'ruleSet'> {
  if (decision.kind === 'REVOCATION') return { findings: [], ruleSet: null };
  const { findings, ruleSet } = decision;
  return { findings: findings.map(toFindingResponse), ruleSet: toRuleSetResponse(ruleSet) };
}

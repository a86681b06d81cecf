import { ApiProperty } from '@nestjs/swagger';
import {
  BASES,
  ORDER_ACTIONS,
  REFUSAL_REASONS,
  type Basis,
  type OrderAction,
  type RefusalReason,
} from '#contracts';
import type { Decision, DraftedDecision, Withdrawal } from '../domain/decision.js';
import type { Finding } from '../domain/finding.js';
import type { Acknowledgement, Order, OrderOutcome } from '../domain/order.js';
import { EXCEPTION_KINDS, type ExceptionKind } from '../domain/order-exception.js';
import type { DecisionView } from '../use-cases/decision-view.js';
import type { Page } from '../use-cases/page.js';
import { FindingResponse } from './application.responses.js';
import { DECISION_STATUSES } from './decision.requests.js';

const KINDS = ['REPAIR', 'REVOCATION'] as const satisfies readonly Decision['kind'][];

/** The registry's authentic answer: applied as a version, or refused for a reason. */
export class OutcomeResponse {
  @ApiProperty({ enum: ['APPLIED', 'REFUSED'] }) result: OrderOutcome['result'];
  @ApiProperty({ required: false, description: 'APPLIED: the listing’s version' }) version?: number;
  @ApiProperty({ enum: REFUSAL_REASONS, required: false }) reason?: RefusalReason;
}

/** A message that pretended to be the order and was not believed. Never its outcome. */
export class RefusalResponse {
  @ApiProperty({ enum: REFUSAL_REASONS }) reason: RefusalReason;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ description: 'sha256:<hex> of its bytes' }) digest: string;
}

/** Who did it, and why. */
export class ExplainedActResponse {
  @ApiProperty() by: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() reason: string;
}

export class OrderResponse {
  @ApiProperty() id: string;
  @ApiProperty({ description: 'Counts up per listing' }) orderNo: number;
  @ApiProperty({ enum: ORDER_ACTIONS }) action: OrderAction;
  @ApiProperty({ type: OutcomeResponse, nullable: true }) outcome: OutcomeResponse | null;
  @ApiProperty({ type: [RefusalResponse] }) refusals: RefusalResponse[];
  @ApiProperty({ type: ExplainedActResponse, required: false, description: 'REFUSED only' })
  acknowledged?: ExplainedActResponse;
}

/** How many subscribers are expected to act, and how far they are. */
export class PropagationResponse {
  @ApiProperty() expected: number;
  @ApiProperty({ description: 'A clean look found the required state' }) verified: number;
  @ApiProperty({ description: 'Claimed to be done, and a look shows otherwise' })
  contradicted: number;
  @ApiProperty({ description: 'Past the deadline and not verified' }) overdue: number;
}

/** What a drafter gets back. */
export class DraftResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: KINDS }) kind: Decision['kind'];
  @ApiProperty({ required: false, description: 'REVOCATION: the decision that it undoes' })
  revokes?: string;
  @ApiProperty({ enum: DECISION_STATUSES }) status: 'DRAFTED';
  @ApiProperty({ enum: ORDER_ACTIONS }) action: OrderAction;
}

/** A decision without what became of it. */
export class DecisionSummaryResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: KINDS }) kind: Decision['kind'];
  @ApiProperty({ enum: DECISION_STATUSES }) status: Decision['status'];
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) approvedAt: string | null;
  @ApiProperty({ enum: ORDER_ACTIONS }) action: OrderAction;
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty() applicationId: string;
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty() reasons: string;
  @ApiProperty({ type: String, nullable: true }) shieldUntil: string | null;
  @ApiProperty({ type: String, nullable: true }) revokes: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) breachedAt: string | null;
  @ApiProperty({ type: [FindingResponse] }) findings: Finding[];
  @ApiProperty() drafter: string;
  @ApiProperty({ format: 'date-time' }) draftedAt: string;
  @ApiProperty({ type: String, nullable: true }) approver: string | null;
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
    propagation: { expected: order?.accepted?.expected ?? 0, ...propagation },
  };
}

export function toDecisionPage({ data, next }: Page<Decision>): DecisionPageResponse {
  return { data: data.map(toSummary), next };
}

function toSummary(decision: Decision): DecisionSummaryResponse {
  const { id, kind, status, action, basis, applicationId, listingId, courtCode, reasons } =
    decision;
  const approved = status === 'APPROVED' ? decision : null;
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
    shieldUntil: kind === 'REPAIR' ? decision.shieldUntil : null,
    revokes: kind === 'REVOCATION' ? decision.revokes : null,
    breachedAt: kind === 'REVOCATION' ? decision.breachedAt.toISOString() : null,
    findings: kind === 'REPAIR' ? decision.findings : [],
    drafter: decision.draftedBy,
    draftedAt: decision.draftedAt.toISOString(),
    approver: approved?.approvedBy ?? null,
    ...(status === 'WITHDRAWN' && { withdrawn: toExplainedAct(decision.withdrawal) }),
  };
}

function toExplainedAct({ by, at, reason }: Withdrawal | Acknowledgement): ExplainedActResponse {
  return { by, at: at.toISOString(), reason };
}

function toOrderResponse(
  { id, orderNo, action, outcome, acknowledged }: Order,
  refusals: DecisionView['refusals'],
): OrderResponse {
  return {
    id,
    orderNo,
    action,
    outcome: outcome && toOutcomeResponse(outcome),
    refusals: refusals.map(({ reason, at, digest }) => ({ reason, at: at.toISOString(), digest })),
    ...(acknowledged && { acknowledged: toExplainedAct(acknowledged) }),
  };
}

function toOutcomeResponse(outcome: OrderOutcome): OutcomeResponse {
  switch (outcome.result) {
    case 'APPLIED':
      return { result: outcome.result, version: outcome.version };
    case 'REFUSED':
      return { result: outcome.result, reason: outcome.reason };
  }
}

import { ApiProperty } from '@nestjs/swagger';
import {
  DOCUMENT_TYPES,
  LIFT_BASES,
  ORDER_ACTIONS,
  REFUSAL_REASONS,
  type DocumentType,
  type LiftBasis,
  type OrderAction,
  type RefusalReason,
} from '#contracts';
import type { Withdrawal } from '../domain/decision.js';
import type { Lift } from '../domain/lift.js';
import type { Acknowledgement, Order, OrderOutcome } from '../domain/order.js';
import type { DecisionView } from '../use-cases/decision-view.js';

/** The registry's authentic answer: applied as a version, or refused for a reason. */
export class OutcomeResponse {
  @ApiProperty({ enum: ['APPLIED', 'REFUSED'] }) result: OrderOutcome['result'];
  @ApiProperty({ required: false, description: 'APPLIED: the listing’s version' }) version?: number;
  @ApiProperty({
    enum: [false],
    required: false,
    description: 'Nobody had been told of the listing, so nobody is told of the change',
  })
  announced?: false;
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

export class LiftResponse {
  @ApiProperty() restrictionId: string;
  @ApiProperty({ enum: LIFT_BASES }) basis: LiftBasis;
  @ApiProperty({ type: String, nullable: true }) until: string | null;
}

/** A paper that carries the decision, by the number printed on it. */
export class OrderedDocumentResponse {
  @ApiProperty() documentId: string;
  @ApiProperty({ enum: DOCUMENT_TYPES }) type: DocumentType;
  @ApiProperty() number: string;
}

export class OrderResponse {
  @ApiProperty() id: string;
  @ApiProperty({ description: 'Counts up per listing' }) orderNo: number;
  @ApiProperty({ enum: ORDER_ACTIONS }) action: OrderAction;
  @ApiProperty({ type: OutcomeResponse, nullable: true }) outcome: OutcomeResponse | null;
  @ApiProperty({ type: [RefusalResponse] }) refusals: RefusalResponse[];
  @ApiProperty({ type: [OrderedDocumentResponse] }) documents: OrderedDocumentResponse[];
  @ApiProperty({ type: ExplainedActResponse, required: false, description: 'REFUSED only' })
  acknowledged?: ExplainedActResponse;
}

/** Restrictions that were lifted: their holders are told, but there is no look for them. */
export class LiftPropagationResponse {
  @ApiProperty() expected: number;
  @ApiProperty() overdue: number;
}

/** How many subscribers are expected to act on the listing's change, and how far they are. */
export class PropagationResponse {
  @ApiProperty() expected: number;
  @ApiProperty({ description: 'A clean look found the required state' }) verified: number;
  @ApiProperty({ description: 'Claimed to be done, and a look shows otherwise' })
  contradicted: number;
  @ApiProperty({ description: 'Past the deadline and not verified' }) overdue: number;
  @ApiProperty({
    type: LiftPropagationResponse,
    required: false,
    description: 'Only where restrictions are lifted',
  })
  restrictions?: LiftPropagationResponse;
}

export function toOrderResponse(
  { id, orderNo, action, outcome, documents, acknowledged }: Order,
  refusals: DecisionView['refusals'],
): OrderResponse {
  return {
    id,
    orderNo,
    action,
    outcome: outcome && toOutcomeResponse(outcome),
    refusals: refusals.map(({ reason, at, digest }) => ({ reason, at: at.toISOString(), digest })),
    documents,
    ...(acknowledged && { acknowledged: toExplainedAct(acknowledged) }),
  };
}

export function toPropagation(
  order: Order | null,
  { overdueLifts, ...counted }: DecisionView['propagation'],
): PropagationResponse {
  const expected = (ofRestriction: boolean) =>
    (order?.accepted ?? [])
      .filter(({ restrictionRef }) => (restrictionRef !== null) === ofRestriction)
      .reduce((sum, accepted) => sum + accepted.expected, 0);
  const lifts = order?.lifts.length ?? 0;
  return {
    expected: expected(false),
    ...counted,
    ...(lifts > 0 && { restrictions: { expected: expected(true), overdue: overdueLifts } }),
  };
}

export function toLiftResponse({ restrictionRef, basis, until }: Lift): LiftResponse {
  return { restrictionId: restrictionRef, basis, until };
}

export function toExplainedAct({
  by,
  at,
  reason,
}: Withdrawal | Acknowledgement): ExplainedActResponse {
  return { by, at: at.toISOString(), reason };
}

function toOutcomeResponse(outcome: OrderOutcome): OutcomeResponse {
  switch (outcome.result) {
    case 'APPLIED': {
      const { result, version, announced } = outcome;
      return { result, version, ...(!announced && { announced }) };
    }
    case 'REFUSED':
      return { result: outcome.result, reason: outcome.reason };
  }
}

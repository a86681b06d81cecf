import { ChoiceField, ClearTextField, IdField, InstantField, NumberField } from '#bootstrap';
import type { DecisionStatus } from '../domain/decision.js';
import { PARTIES, SERVICE_METHODS, type Party, type ServiceMethod } from '../domain/service.js';
import { PrintableTextField } from './printable-text-field.js';

export const DECISION_STATUSES = [
  'DRAFTED',
  'APPROVED',
  'WITHDRAWN',
] as const satisfies readonly DecisionStatus[];

/** 撤销: what was broken, and when. */
export class RevocationRequest {
  @PrintableTextField({
    description: '撤销理由; no identity number',
    example: '被执行人未按还款计划履行，违反信用承诺。',
    maxLength: 4000,
  })
  reasons: string;

  @InstantField({ description: '违反承诺的时间', example: '2026-05-20T00:00:00Z' })
  breachedAt: string;
}

/** 撤回: why a draft goes no further. */
export class WithdrawalRequest {
  @ClearTextField({
    description: '撤回理由; no identity number',
    example: '屏蔽期限录入有误。',
    maxLength: 1000,
  })
  reason: string;
}

/** An approval says nothing but who gave it, which the token tells. */
export class ApprovalRequest {}

/** 送达回证 */
export class DecisionServiceRequest {
  @ChoiceField(PARTIES, { description: '受送达人', example: 'DEBTOR' })
  party: Party;

  @ChoiceField(SERVICE_METHODS, {
    description: '送达方式: 直接, 留置, 电子, 邮寄, 委托, 公告',
    example: 'ELECTRONIC',
  })
  method: ServiceMethod;

  @InstantField({ description: '送达时间', example: '2026-03-05T02:00:00Z' })
  servedAt: string;
}

/** Which decisions to list, and from where on. */
export class DecisionQuery {
  @ChoiceField(DECISION_STATUSES, { example: 'DRAFTED', optional: true })
  status?: DecisionStatus;

  @IdField('dec', {
    description: '`next` of the page before',
    example: 'dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

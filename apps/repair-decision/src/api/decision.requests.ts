import {
  ChoiceField,
  ClearTextField,
  DateField,
  FlagField,
  IdField,
  InstantField,
  NestedField,
  NumberField,
} from '#bootstrap';
import type { DecisionStatus } from '../domain/decision.js';

export const DECISION_STATUSES = [
  'DRAFTED',
  'APPROVED',
  'WITHDRAWN',
] as const satisfies readonly DecisionStatus[];

/** 有无其他未结案件, on the officer's word. */
export class OpenCasesRequest {
  @FlagField({ description: 'Whether other open cases were found', example: false })
  found: boolean;

  @ClearTextField({
    description: '查询来源',
    example: '人民法院执行案件流程信息管理系统',
    maxLength: 200,
  })
  source: string;

  @InstantField({ description: '查询时间', example: '2026-03-03T02:10:00Z' })
  queriedAt: string;
}

/** 拟办意见: the decision as drafted. */
export class DraftRequest {
  @ChoiceField(['GRANT'], { description: '准予信用修复', example: 'GRANT' })
  outcome: 'GRANT';

  @ClearTextField({
    description: '理由; no identity number',
    example: '被执行人积极履行义务，符合暂时屏蔽失信信息的条件。',
    maxLength: 4000,
  })
  reasons: string;

  @NestedField(() => OpenCasesRequest, { description: '关联案件查询' })
  openCases: OpenCasesRequest;

  @DateField({
    description: '屏蔽期限的最后一日, basis T_TEMP_SHIELD only; left out: open-ended',
    example: '2030-12-31',
    optional: true,
  })
  shieldUntil?: string;
}

/** 撤销: what was broken, and when. */
export class RevocationRequest {
  @ClearTextField({
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

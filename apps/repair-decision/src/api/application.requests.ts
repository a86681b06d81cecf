import { ChoiceField, ClearTextField, IdField, InstantField, NumberField } from '#bootstrap';
import { BASES, INITIATORS, type Basis, type Initiator } from '#contracts';
import type { Application } from '../domain/application.js';

export const APPLICATION_STATUSES = [
  'SUBMITTED',
  'DECIDED',
] as const satisfies readonly Application['status'][];

/** 信用修复申请: an officer files it, for the debtor, the creditor, or ex officio. */
export class ApplicationRequest {
  @IdField('lst', { description: '失信信息编号', example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  listingId: string;

  @ChoiceField(INITIATORS, {
    description: '发起人: 被执行人、申请执行人或依职权',
    example: 'DEBTOR',
  })
  initiator: Initiator;

  @ChoiceField(BASES, {
    description: '依据: 已履行 (Art 10(1)), 提前删除 (Art 2 ¶2), 暂时屏蔽 (local rules)',
    example: 'T_TEMP_SHIELD',
  })
  basis: Basis;

  @InstantField({
    description: '事由发生时间: the court’s clock starts here',
    example: '2026-03-02T09:30:00Z',
  })
  triggeredAt: string;

  @ClearTextField({
    description: '事实与理由; no identity number',
    example: '被执行人已支付部分货款，提交还款计划并如实申报财产，申请执行人书面同意暂时屏蔽。',
    maxLength: 4000,
  })
  facts: string;
}

/** Which applications to list, and from where on. */
export class ApplicationQuery {
  @ChoiceField(APPLICATION_STATUSES, { example: 'SUBMITTED', optional: true })
  status?: Application['status'];

  @IdField('app', {
    description: '`next` of the page before',
    example: 'app_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

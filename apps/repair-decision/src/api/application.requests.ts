import { IsString, MaxLength } from 'class-validator';
import {
  ChoiceField,
  DateField,
  Field,
  HasNoIdentityNumber,
  IdField,
  InstantField,
  NestedField,
  NumberField,
} from '#bootstrap';
import { BASES, INITIATORS, type Basis, type Initiator } from '#contracts';
import { APPLICATION_STATUSES, type ApplicationStatus } from '../domain/application.js';
import { CorrectionRequest } from './correction.request.js';
import { PrintableTextField } from './printable-text-field.js';

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
    description:
      '依据: mandatory exits (D, E, X), 提前删除 (P, Art 2 ¶2), 暂时屏蔽 (T, local rules), lifting restrictions (R)',
    example: 'T_TEMP_SHIELD',
  })
  basis: Basis;

  @Field(
    {
      description: '修复情形, where the court has several rule sets for one basis',
      // Which situations there are is each court's own.
      example: undefined,
      optional: true,
    },
    { type: String, maxLength: 100 },
    HasNoIdentityNumber(),
    MaxLength(100),
    IsString(),
  )
  situation?: string;

  @InstantField({
    description: '事由发生时间: the court’s clock starts here',
    example: '2026-03-02T09:30:00Z',
  })
  triggeredAt: string;

  @PrintableTextField({
    description: '事实与理由; no identity number',
    example: '被执行人已支付部分货款，提交还款计划并如实申报财产，申请执行人书面同意暂时屏蔽。',
    maxLength: 4000,
  })
  facts: string;

  @NestedField(() => CorrectionRequest, {
    description: '更正, X_CORRECTED only',
    example: null,
    optional: true,
  })
  correction?: CorrectionRequest;
}

/** Which applications to list, and from where on. */
export class ApplicationQuery {
  @ChoiceField(APPLICATION_STATUSES, { example: 'SUBMITTED', optional: true })
  status?: ApplicationStatus;

  @IdField('lst', { example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', optional: true })
  listing?: string;

  @DateField({
    description: '期限届满不晚于: whose next deadline ends by this day',
    example: '2026-03-09',
    optional: true,
  })
  dueBy?: string;

  @IdField('app', {
    description: '`next` of the page before',
    example: 'app_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

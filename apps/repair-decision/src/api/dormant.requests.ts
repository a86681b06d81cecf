import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import {
  ChoiceField,
  ClearTextField,
  DateField,
  Field,
  IdField,
  InstantField,
  NestedField,
  NumberField,
} from '#bootstrap';
import { idPattern, REMOVAL_BASES, type RemovalBasis } from '#contracts';
import type { DormantStatus } from '../domain/dormant-item.js';
import { DraftRequest } from './draft.requests.js';

export const DORMANT_STATUSES = [
  'OPEN',
  'VERIFIED',
  'DRAFTED',
  'DECIDED',
  'KEPT',
] as const satisfies readonly DormantStatus[];

/** A sweep of the court's own listings. */
export class SweepRequest {
  @ClearTextField({
    description: '`next` of a sweep that did not reach the end',
    example: null as never,
    maxLength: 100,
    optional: true,
  })
  after?: string;
}

/** 逐案核查: what somebody found who looked at the case. */
export class DormantVerificationRequest {
  @ChoiceField(['LEAVES', 'STAYS'], {
    description: 'LEAVES 应当移出, STAYS 继续在列',
    example: 'LEAVES',
  })
  finding: 'LEAVES' | 'STAYS';

  @ChoiceField(REMOVAL_BASES, {
    description: '移出依据: with LEAVES, and only then',
    example: 'D7_CLOSED',
    optional: true,
  })
  basis?: RemovalBasis;

  @ClearTextField({
    description: '核查情况; no identity number',
    example: '经调阅卷宗，本案已裁定终结执行，应当删除失信信息。',
    maxLength: 4000,
  })
  explanation: string;

  @DateField({
    description: '再次核查日期: with STAYS; left out: as the court has set',
    example: null as never,
    optional: true,
  })
  lookAgainOn?: string;
}

/** An application ex officio and its draft, in one. */
export class DormantDraftRequest {
  @InstantField({
    description: '事由发生时间, from which the court’s clock runs',
    example: '2026-03-02T09:30:00Z',
  })
  triggeredAt: string;

  @ClearTextField({
    description: '事实; no identity number',
    example: '本案已裁定终结执行，失信信息至今未删除。',
    maxLength: 4000,
  })
  facts: string;

  @ClearTextField({
    description: '修复情形, where the court has several rule sets for the basis',
    example: null as never,
    maxLength: 100,
    optional: true,
  })
  situation?: string;

  @NestedField(() => DraftRequest, { description: '拟办意见: GRANT only' })
  decision: DraftRequest;
}

export class DormantQueryRequest {
  @ChoiceField(DORMANT_STATUSES, { example: 'OPEN', optional: true })
  status?: DormantStatus;

  @IdField('drm', {
    description: '`next` of the page before',
    example: 'drm_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

const DECISION = idPattern('dec');
const MOST_AT_ONCE = 100;

/** Decisions to approve, each for itself. */
export class BatchRequest {
  @Field(
    { description: '拟批准的决定', example: ['dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C'] },
    {
      type: 'array',
      items: { type: 'string', pattern: DECISION },
      minItems: 1,
      maxItems: MOST_AT_ONCE,
    },
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MOST_AT_ONCE),
    ArrayUnique(),
    Matches(new RegExp(DECISION), { each: true, context: { rule: 'IS_ID' } }),
  )
  ids: string[];
}

import {
  CaseNumberField,
  ChoiceField,
  ClearTextField,
  DateField,
  FlagField,
  IdField,
  NestedField,
  NestedListField,
  NumberField,
  UnionField,
  UsccField,
} from '#bootstrap';
import type { CommitmentStatus } from '../domain/commitment.js';
import { PrintableTextField } from './printable-text-field.js';

export const COMMITMENT_STATUSES = [
  'PROPOSED',
  'ACCEPTED',
  'KEPT',
  'BREACHED',
  'WITHDRAWN',
] as const satisfies readonly CommitmentStatus[];

/** Ten billion yuan: above any instalment, far below what a number holds exactly. */
const MOST_FEN = 1_000_000_000_000;

export class InstalmentRequest {
  @DateField({ description: '履行日', example: '2030-03-31' })
  dueOn: string;

  @NumberField({ min: 1, max: MOST_FEN, description: '金额, in 分', example: 500_000 })
  fen: number;
}

export class SupervisorRequest {
  @ClearTextField({ example: '和平路社区居民委员会', maxLength: 100 })
  name: string;
}

export class CommitmentTermsRequest {
  @NestedListField(() => InstalmentRequest, {
    min: 0,
    max: 120,
    description: '还款计划, in the order of days; may be empty',
  })
  instalments: InstalmentRequest[];

  @FlagField({ description: '已确认送达地址', example: true })
  serviceAddressGiven: boolean;

  @NestedListField(() => SupervisorRequest, {
    min: 0,
    max: 10,
    description: '监督人, beside the creditor',
  })
  supervisors: SupervisorRequest[];

  @FlagField({ description: '承诺如违反，接受相应法律后果; must be true', example: true })
  acceptsConsequences: boolean;

  @PrintableTextField({
    description: '其他承诺事项; no identity number',
    example: '如实申报财产，不进行非生活和经营必需的高消费。',
    optional: true,
  })
  undertakings?: string;
}

class UnitDebtorRequest {
  @ChoiceField(['UNIT'], { example: 'UNIT' })
  type: 'UNIT';

  @ClearTextField({ example: '合肥示例商贸有限公司', maxLength: 200 })
  name: string;

  @UsccField({ example: '91340100TE5T000167' })
  uscc: string;
}

class PersonDebtorRequest {
  @ChoiceField(['PERSON'], { example: 'PERSON' })
  type: 'PERSON';

  @ClearTextField({ description: '姓名; no identity number', example: '张某', maxLength: 100 })
  name: string;
}

/** 信用承诺: an officer records what the debtor offers. */
export class CommitmentRequest {
  @CaseNumberField({ description: '执行案号', example: '（2026）皖0104执123号' })
  caseNumber: string;

  @IdField('lst', {
    description: '失信信息编号, where the debtor is listed or the listing is decided',
    example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  listingId?: string;

  @UnionField(
    { UNIT: UnitDebtorRequest, PERSON: PersonDebtorRequest },
    {
      description: '作出承诺的被执行人',
      example: { type: 'UNIT', name: '合肥示例商贸有限公司', uscc: '91340100TE5T000167' },
    },
  )
  debtor: UnitDebtorRequest | PersonDebtorRequest;

  @NestedField(() => CommitmentTermsRequest, { description: '承诺内容' })
  terms: CommitmentTermsRequest;

  @DateField({
    description: '暂缓纳入（或暂缓公布）至; only while nothing is published',
    example: '2030-01-31',
    optional: true,
  })
  deferListingUntil?: string;
}

/** 履行记录 */
export class PerformanceRequest {
  @DateField({ description: '履行日期', example: '2026-03-31' })
  paidOn: string;

  @NumberField({ min: 1, max: MOST_FEN, description: '金额, in 分', example: 500_000 })
  fen: number;

  @ClearTextField({
    description: '凭证号: each payment has its own; the same again changes nothing',
    example: '执行款专户-20260331-0017',
    maxLength: 100,
  })
  reference: string;
}

/** 违反承诺: who says so, and what happened. */
export class BreachRequest {
  @ChoiceField(['CREDITOR', 'COURT'], {
    description: '申请执行人提出，或法院发现',
    example: 'CREDITOR',
  })
  on: 'CREDITOR' | 'COURT';

  @DateField({ description: '违反日期', example: '2026-04-01' })
  breachedOn: string;

  @ClearTextField({
    description: '事实; no identity number',
    example: '第一期款项到期未付，经催告后仍未履行。',
    maxLength: 4000,
  })
  facts: string;
}

/** 认定, 不予认定, 撤回: why. */
export class CommitmentReasonRequest {
  @ClearTextField({
    description: '理由; no identity number',
    example: '经核实，被执行人有履行能力而未按计划履行。',
    maxLength: 2000,
  })
  reason: string;
}

export class CommitmentLinkRequest {
  @IdField('lst', { description: '失信信息编号', example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  listingId: string;
}

/** These acts say nothing but who does them, which the token tells. */
export class CommitmentActRequest {}

export class CommitmentQueryRequest {
  @ChoiceField(COMMITMENT_STATUSES, { example: 'ACCEPTED', optional: true })
  status?: CommitmentStatus;

  @CaseNumberField({ example: '（2026）皖0104执123号', optional: true })
  caseNumber?: string;

  @IdField('lst', { example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', optional: true })
  listingId?: string;

  @IdField('cmt', {
    description: '`next` of the page before',
    example: 'cmt_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

export class OverdueQuery {
  @ClearTextField({
    description: '`next` of the page before',
    example: 'cmt_…:INSTALMENT',
    optional: true,
    maxLength: 50,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

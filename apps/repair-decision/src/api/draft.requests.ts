import {
  ChoiceField,
  ChoicesField,
  ClearTextField,
  DateField,
  FlagField,
  IdField,
  InstantField,
  NestedField,
  NestedListField,
  NumberField,
} from '#bootstrap';
import { LIFT_BASES, SANCTION_DOMAINS, type LiftBasis, type SanctionDomain } from '#contracts';
import { CorrectionRequest } from './correction.request.js';
import { PrintableTextField } from './printable-text-field.js';

const MOST_FEN = Number.MAX_SAFE_INTEGER;

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

/** What an officer looked up for one rule that no machine can settle. */
export class AttestationRequest extends OpenCasesRequest {
  @ClearTextField({
    description: 'The rule’s id',
    example: 'OBSTRUCTION_CONVICTION',
    maxLength: 100,
  })
  rule: string;
}

/** 例外处理: a rule set aside in this case. */
export class OverrideRequest {
  @ClearTextField({ description: 'The rule’s id', example: 'OTHER_LISTINGS', maxLength: 100 })
  rule: string;

  @ClearTextField({ description: '理由', example: '另案已提供足额担保。', maxLength: 2000 })
  reason: string;
}

/** 解除限制: one restriction of this case, by name. */
export class LiftRequest {
  @IdField('rst', { description: '限制编号', example: 'rst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  restrictionId: string;

  @ChoiceField(LIFT_BASES, { description: '解除依据', example: 'R_PERFORMED' })
  basis: LiftBasis;

  @DateField({
    description: '暂时解除的最后一日, R_TEMPORARY_NEED only',
    example: '2026-03-20',
    optional: true,
  })
  until?: string;
}

/** 履行情况, in 分. */
export class PerformanceShownRequest {
  @NumberField({ description: '应履行金额（分）', min: 0, max: MOST_FEN, example: 1_200_000 })
  dueFen: number;

  @NumberField({ description: '已履行金额（分）', min: 0, max: MOST_FEN, example: 480_000 })
  paidFen: number;
}

export class PlannedInstalmentRequest {
  @DateField({ description: '履行日', example: '2026-06-30' })
  dueOn: string;

  @NumberField({ description: '金额（分）', min: 1, max: MOST_FEN, example: 120_000 })
  fen: number;
}

/** 履行计划 */
export class PlanShownRequest {
  @NestedListField(() => PlannedInstalmentRequest, { max: 240 })
  instalments: PlannedInstalmentRequest[];
}

/** 担保 */
export class GuaranteeShownRequest {
  @NumberField({ description: '担保金额（分）', min: 1, max: MOST_FEN, example: 720_000 })
  fen: number;
}

/** 拟办意见: the decision as drafted. */
export class DraftRequest {
  @ChoiceField(['GRANT', 'DENY'], { description: '准予或驳回', example: 'GRANT' })
  outcome: 'GRANT' | 'DENY';

  @PrintableTextField({
    description: '理由; no identity number',
    example: '被执行人积极履行义务，符合暂时屏蔽失信信息的条件。',
    maxLength: 4000,
  })
  reasons: string;

  @NestedField(() => OpenCasesRequest, {
    description: '关联案件查询: required to remove or shield',
    optional: true,
  })
  openCases?: OpenCasesRequest;

  @DateField({
    description:
      '屏蔽期限的最后一日, basis T_TEMP_SHIELD only; left out: as the court’s rules say, or open-ended',
    example: '2030-12-31',
    optional: true,
  })
  shieldUntil?: string;

  @NestedListField(() => LiftRequest, {
    description: '解除限制消费、限制出境: exactly these; full performance must name every 限制消费',
    min: 0,
    max: 50,
    example: null,
    optional: true,
  })
  liftRestrictions?: LiftRequest[];

  @ChoicesField(SANCTION_DOMAINS, {
    description: '不应再予惩戒的领域; left out: all seven where the listing leaves the list',
    example: ['BIDDING'],
    optional: true,
  })
  sanctionDomains?: SanctionDomain[];

  @NestedField(() => CorrectionRequest, {
    description: '更正, X_CORRECTED only; left out: as the application says',
    example: null,
    optional: true,
  })
  correction?: CorrectionRequest;

  @NestedListField(() => AttestationRequest, {
    description: '查证',
    max: 50,
    example: null,
    optional: true,
  })
  attestations?: AttestationRequest[];

  @NestedField(() => PerformanceShownRequest, { description: '履行情况', optional: true })
  performance?: PerformanceShownRequest;

  @NestedField(() => PlanShownRequest, { description: '履行计划', optional: true })
  plan?: PlanShownRequest;

  @NestedField(() => GuaranteeShownRequest, { description: '担保', optional: true })
  guarantee?: GuaranteeShownRequest;

  @NestedListField(() => OverrideRequest, {
    description: '例外处理',
    max: 50,
    example: null,
    optional: true,
  })
  overrides?: OverrideRequest[];
}

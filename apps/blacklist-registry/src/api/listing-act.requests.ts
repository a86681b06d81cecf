import { ArrayUnique } from 'class-validator';
import {
  ChoiceField,
  ChoicesField,
  ClearTextField,
  DateField,
  NestedField,
  UnionField,
} from '#bootstrap';
import { LISTING_GROUNDS, type ListingGround } from '#contracts';
import type { Performance } from '../domain/listing-entry.js';
import { RULE_VERSIONS, type RuleVersion } from '../domain/term.js';
import {
  ExtensionRequest,
  InstrumentRequest,
  PersonRequest,
  PERFORMANCES,
  UnitRequest,
} from './listing.requests.js';

/** 给予或延长宽限期. */
export class GraceGrantRequest {
  @DateField({ description: '宽限期最后一日', example: '2027-01-31' })
  until: string;

  @ClearTextField({ description: '理由', example: '被执行人已提交还款计划', maxLength: 1000 })
  reason: string;
}

/**
 * 更正 (Art 9): the inaccurate fields as they should read; what is left out stays. The case and the kind
 * of debtor can't be corrected: revoke as an error, and list anew.
 */
export class CorrectionRequest {
  @UnionField(
    { UNIT: UnitRequest, PERSON: PersonRequest },
    {
      description: '被执行人，整体更正',
      example: { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' },
      optional: true,
    },
  )
  subject?: UnitRequest | PersonRequest;

  @ArrayUnique()
  @ChoicesField(LISTING_GROUNDS, {
    description: '纳入情形；期限随之重算',
    example: ['L1_ABLE_BUT_REFUSES'],
    optional: true,
  })
  grounds?: ListingGround[];

  @ChoiceField(RULE_VERSIONS, { example: 'FS2017-7', optional: true })
  ruleVersion?: RuleVersion;

  @NestedField(() => ExtensionRequest, { description: 'null: 不延长', optional: true })
  extension?: ExtensionRequest | null;

  @ClearTextField({ description: '失信行为的具体情形', example: '隐匿车辆', optional: true })
  conduct?: string;

  @NestedField(() => InstrumentRequest, { description: '执行依据', optional: true })
  instrument?: InstrumentRequest;

  @ClearTextField({ description: '义务', example: '支付货款 368,000 元及利息', optional: true })
  duty?: string;

  @ChoiceField(PERFORMANCES, { description: '履行情况', example: 'PARTIAL', optional: true })
  performance?: Performance;

  @ClearTextField({ description: '已履行部分', example: '已付 60,000 元', optional: true })
  performedPart?: string;

  @ClearTextField({ description: '未履行部分', example: '尚欠 326,000 元', optional: true })
  unperformedPart?: string;

  @DateField({ description: '立案日期', example: '2026-01-15', optional: true })
  filedOn?: string;

  @DateField({ description: '决定纳入日期', example: '2026-03-02', optional: true })
  decidedOn?: string;
}

import { ArrayUnique, Matches } from 'class-validator';
import {
  CaseNumberField,
  ChoiceField,
  ChoicesField,
  CitizenIdField,
  ClearTextField,
  DateField,
  HasNoIdentityNumber,
  IdField,
  NestedField,
  NestedListField,
  NumberField,
  UnionField,
  UsccField,
} from '#bootstrap';
import { LISTING_GROUNDS, type ListingGround } from '#contracts';
import {
  APPLICANTS,
  IMPOSERS,
  type Applicant,
  type ImposedBy,
  type Performance,
} from '../domain/listing-entry.js';
import { BARS, type Bar } from '../domain/must-not-list.js';
import {
  EXTENSION_REASONS,
  RULE_VERSIONS,
  type ExtensionReason,
  type RuleVersion,
} from '../domain/term.js';
import { RestrictionRequest } from './restriction.requests.js';

export const PERFORMANCES = ['NONE', 'PARTIAL', 'FULL'] as const satisfies readonly Performance[];
/** Courts, arbitration bodies and notaries number differently; a year and a final 号 they share. */
const INSTRUMENT_NUMBER = /\d{4}.*号(?:之[一二三四五六七八九十]+)?$/;

/** A unit: a legal person or another organisation. */
export class UnitRequest {
  @ChoiceField(['UNIT'], { example: 'UNIT' })
  type: 'UNIT';

  @ClearTextField({ description: '单位名称', example: '合肥青禾建材有限公司', maxLength: 200 })
  name: string;

  @UsccField({ description: '统一社会信用代码 (GB 32100-2015)', example: '91340100TE5T000167' })
  uscc: string;

  @ClearTextField({
    description: '法定代表人或者负责人姓名；加密保存，不对外推送',
    example: '沈若棠',
    maxLength: 100,
    optional: true,
  })
  legalRepresentative?: string;
}

/** A natural person. Name and number are stored encrypted and never leave the registry. */
export class PersonRequest {
  @ChoiceField(['PERSON'], { example: 'PERSON' })
  type: 'PERSON';

  @ClearTextField({ description: '姓名', example: '周明远', maxLength: 100 })
  name: string;

  @CitizenIdField({ description: '公民身份号码 (GB 11643-1999)', example: '340104190006150018' })
  idNumber: string;
}

/** 执行依据: the judgment or award that is being enforced. */
export class InstrumentRequest {
  @Matches(INSTRUMENT_NUMBER, { context: { rule: 'INSTRUMENT_NUMBER' } })
  @ClearTextField({
    description: '执行依据文号，旧式文号亦可',
    example: '（2025）皖0104民初456号',
    maxLength: 100,
  })
  number: string;

  @ClearTextField({
    description: '作出执行依据的单位',
    example: '合肥市蜀山区人民法院',
    maxLength: 200,
  })
  maker: string;
}

/** 延长期限 (Art 2 ¶1): for grounds that have a term. */
export class ExtensionRequest {
  @NumberField({ min: 1, max: 3, description: '延长年数', example: 1 })
  years: number;

  @ChoiceField(EXTENSION_REASONS, {
    description: 'SERIOUS_RESISTANCE 暴力、威胁抗拒执行情节严重；SEVERAL_ACTS 具有多项失信行为',
    example: 'SEVERAL_ACTS',
  })
  reason: ExtensionReason;
}

/** 宽限期 (法发〔2019〕35号 §15): one to three months in which nothing is published. */
export class GraceRequest {
  @DateField({ description: '宽限期最后一日', example: '2027-01-31' })
  until: string;

  @DateField({ description: '给予宽限之日，默认今日', example: '2026-11-23', optional: true })
  grantedOn?: string;
}

/** 纳入失信被执行人名单, with the fields that 法释〔2017〕7号 Art 6 has the court publish. */
export class ListingRequest {
  @HasNoIdentityNumber()
  @CaseNumberField({ description: '执行案号', example: '（2026）皖0104执123号' })
  caseNumber: string;

  @UnionField(
    { UNIT: UnitRequest, PERSON: PersonRequest },
    {
      description: '被执行人',
      example: { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' },
    },
  )
  subject: UnitRequest | PersonRequest;

  @ArrayUnique()
  @ChoicesField(LISTING_GROUNDS, {
    description: '纳入情形 (Art 1)',
    example: ['L1_ABLE_BUT_REFUSES'],
  })
  grounds: ListingGround[];

  @NestedField(() => InstrumentRequest, { description: '执行依据' })
  instrument: InstrumentRequest;

  @ClearTextField({ description: '生效法律文书确定的义务', example: '支付货款 386,000 元及利息' })
  duty: string;

  @ChoiceField(PERFORMANCES, { description: '履行情况', example: 'NONE' })
  performance: Performance;

  @DateField({ description: '立案日期', example: '2026-01-15' })
  filedOn: string;

  @DateField({ description: '决定纳入日期', example: '2026-03-02' })
  decidedOn: string;

  @ChoiceField(RULE_VERSIONS, {
    description: '所依据的规定；默认依决定日期：2017-05-01 前为 FS2013-17',
    example: 'FS2017-7',
    optional: true,
  })
  ruleVersion?: RuleVersion;

  @NestedField(() => ExtensionRequest, {
    description: '延长期限 (Art 2)；仅适用于有期限的纳入情形',
    example: null,
    optional: true,
  })
  extension?: ExtensionRequest;

  @ClearTextField({
    description: '失信行为的具体情形 (Art 6)',
    example: '隐匿车辆',
    optional: true,
  })
  conduct?: string;

  @ClearTextField({ description: '已履行部分', example: '已付 60,000 元', optional: true })
  performedPart?: string;

  @ClearTextField({ description: '未履行部分', example: '尚欠 326,000 元', optional: true })
  unperformedPart?: string;

  @ChoiceField(IMPOSERS, {
    description: '签发人：院长或法官；修复须经同级批准',
    example: 'PRESIDENT',
    optional: true,
  })
  imposedBy?: ImposedBy;

  @ChoiceField(APPLICANTS, {
    description: '申请执行人申请，或依职权',
    example: 'EX_OFFICIO',
    optional: true,
  })
  applicant?: Applicant;

  @ArrayUnique()
  @ChoicesField(BARS, {
    min: 0,
    description:
      '经审查存在的不得纳入情形 (Art 3, Art 4, 法发〔2019〕35号 §16)；适用于所选纳入情形的，不予纳入',
    example: [],
    optional: true,
  })
  bars?: Bar[];

  @NestedField(() => GraceRequest, {
    description: '宽限期；期满自动公布，不能与公布日期同时填写',
    example: null,
    optional: true,
  })
  grace?: GraceRequest;

  @DateField({
    description: '公布之日（决定尚在送达时）；默认立即公布',
    example: '2026-11-23',
    optional: true,
  })
  publishOn?: string;

  @NestedListField(() => RestrictionRequest, {
    description: '同时采取的限制消费、限制出境措施；不填则不采取任何限制',
    example: [{ kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' }],
    max: 20,
    optional: true,
  })
  restrictions?: RestrictionRequest[];
}

/** What a reader may ask for beside the listing itself. */
export class ListingQuery {
  @ChoiceField(['others'], {
    description: 'For the other services only: ids of the same debtor’s other open listings',
    example: 'others',
    optional: true,
  })
  include?: 'others';
}

/** Which case to look up, and from where on. */
export class CaseQuery {
  @CaseNumberField({ description: '执行案号', example: '（2026）皖0104执123号' })
  caseNumber: string;

  @IdField('lst', {
    description: '`next` of the page before',
    example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

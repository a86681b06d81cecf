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
  NumberField,
  UnionField,
  UsccField,
} from '#bootstrap';
import { LISTING_GROUNDS, type ListingGround } from '#contracts';
import type { Performance } from '../domain/listing-entry.js';

const PERFORMANCES = ['NONE', 'PARTIAL', 'FULL'] as const satisfies readonly Performance[];
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

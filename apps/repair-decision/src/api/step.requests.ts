import { ChoiceField, ClearTextField, InstantField } from '#bootstrap';
import { ClearTextsField } from './clear-texts-field.js';

/** 补正通知: what is missing. */
export class SupplementDemandRequest {
  @ClearTextsField({
    description: '需补正的材料或事项; no identity number',
    example: ['财产申报表', '还款计划'],
    max: 20,
    maxLength: 200,
  })
  missing: string[];
}

/** 补正: what has come. */
export class SupplementRequest {
  @ClearTextField({ description: '补正情况', example: '已补交财产申报表。', maxLength: 1000 })
  note: string;
}

/** Says nothing but who did it, which the token tells. */
export class BareStepRequest {}

/** 征询申请执行人意见 */
export class ConsultationRequest {
  @ClearTextField({
    description: '征询内容; no identity number',
    example: '被执行人申请暂时屏蔽失信信息并提交还款计划，请于期限内书面答复是否同意。',
    maxLength: 2000,
  })
  question: string;
}

/** 申请执行人的答复 */
export class CreditorReplyRequest {
  @ChoiceField(['CONSENTED', 'OBJECTED'], { description: '同意或异议', example: 'CONSENTED' })
  answer: 'CONSENTED' | 'OBJECTED';

  @ClearTextField({
    description: '答复要旨; no identity number',
    example: '书面同意。',
    maxLength: 2000,
  })
  note: string;

  @InstantField({ description: '答复时间', example: '2026-03-04T02:00:00Z', optional: true })
  repliedAt?: string;
}

/** 合议庭评议 */
export class PanelRequest {
  @ClearTextsField({
    description: '合议庭成员，审判长在先: three or more, an odd number',
    example: ['judge-wang', 'judge-zhao', 'judge-qian'],
    max: 15,
    maxLength: 100,
  })
  members: string[];

  @ChoiceField(['GRANT', 'DENY'], { description: '评议意见', example: 'GRANT' })
  opinion: 'GRANT' | 'DENY';

  @ClearTextField({
    description: '理由; no identity number',
    example: '符合条件。',
    maxLength: 4000,
  })
  reasons: string;
}

/** 复核申请 */
export class ReviewDemandRequest {
  @ClearTextField({
    description: '复核理由; no identity number',
    example: '申请人认为已如实申报财产。',
    maxLength: 4000,
  })
  grounds: string;
}

/** 复核决定 */
export class ReviewRequest {
  @ChoiceField(['UPHELD', 'OVERTURNED'], { description: '维持或撤销驳回', example: 'UPHELD' })
  result: 'UPHELD' | 'OVERTURNED';

  @ClearTextField({
    description: '理由; no identity number',
    example: '原决定正确。',
    maxLength: 4000,
  })
  reasons: string;
}

/** 违反承诺的反映 */
export class BreachAllegedRequest {
  @ChoiceField(['CREDITOR', 'COURT'], { description: '谁提出', example: 'CREDITOR' })
  allegedBy: 'CREDITOR' | 'COURT';

  @ClearTextField({
    description: '情况; no identity number',
    example: '未按还款计划支付第二期款项。',
    maxLength: 4000,
  })
  facts: string;

  @InstantField({ description: '违反时间', example: '2026-05-20T00:00:00Z' })
  breachedAt: string;
}

/** 履行完毕 */
export class ClosingRequest {
  @ClearTextField({ description: '结案情况', example: '还款计划已全部履行。', maxLength: 1000 })
  note: string;
}

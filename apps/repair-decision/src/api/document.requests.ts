import { Matches } from 'class-validator';
import {
  ChoiceField,
  ChoicesField,
  ClearTextField,
  Field,
  IdField,
  InstantField,
  NestedField,
  NestedListField,
  NumberField,
  TextField,
} from '#bootstrap';
import {
  DOCUMENT_TYPES,
  SANCTION_DOMAINS,
  type DocumentType,
  type SanctionDomain,
} from '#contracts';
import { SERVICE_METHODS, type ServiceMethod } from '../domain/service.js';

const DECISION_PAPERS = DOCUMENT_TYPES.filter((type) => type !== 'COMMITMENT');

export class NamedRequest {
  @ClearTextField({
    description: '名称或姓名',
    example: '合肥市公共资源交易监督管理局',
    maxLength: 200,
  })
  name: string;
}

/** 署名: names printed below the text; a line without a name is left for the hand. */
export class SignatoriesRequest {
  @ClearTextField({
    description: '院长, where the decision is theirs',
    example: '周正',
    maxLength: 40,
    optional: true,
  })
  president?: string;

  @ClearTextField({ description: '审判长', example: '王强', maxLength: 40, optional: true })
  presidingJudge?: string;

  @NestedListField(() => NamedRequest, { description: '审判员', max: 6, optional: true })
  judges?: NamedRequest[];

  @ClearTextField({ description: '书记员', example: '赵敏', maxLength: 40, optional: true })
  clerk?: string;
}

export class ReplacementRequest {
  @IdField('doc', { description: '被替代的文书', example: 'doc_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  documentId: string;

  @ClearTextField({ description: '重新制作的理由', example: '署名有误', maxLength: 500 })
  reason: string;
}

/** 制作文书: which papers of a decision. What was issued before is given back as it is. */
export class IssueRequest {
  @ChoicesField(DECISION_PAPERS, { description: '文种', example: ['REPAIR_DECISION'] })
  types: DocumentType[];

  @ChoicesField(SANCTION_DOMAINS, {
    description: '告知书所及的领域, of those that the decision names; left out: all of them',
    example: ['BIDDING'],
    optional: true,
  })
  domains?: SanctionDomain[];

  @NestedListField(() => NamedRequest, {
    description: '致送单位, of a notice',
    max: 30,
    optional: true,
  })
  recipients?: NamedRequest[];

  @NestedField(() => SignatoriesRequest, { description: '署名', optional: true })
  signatories?: SignatoriesRequest;

  @ClearTextField({
    description: '申请执行人, as the paper names them',
    example: '安徽某某物资有限公司',
    maxLength: 200,
    optional: true,
  })
  creditorName?: string;

  @NestedField(() => ReplacementRequest, {
    description: 'A new paper in place of a mistaken one; one type only',
    optional: true,
  })
  replaces?: ReplacementRequest;
}

/** The promise says all there is to say. */
export class CommitmentPaperRequest {}

/** 送达: to whom, how, when. */
export class ServiceRequest {
  @ClearTextField({ description: '受送达人', example: '合肥青禾建材有限公司', maxLength: 200 })
  recipient: string;

  @ChoiceField(SERVICE_METHODS, { description: '送达方式', example: 'DIRECT' })
  method: ServiceMethod;

  @InstantField({ description: '送达时间', example: '2026-04-09T02:00:00Z' })
  servedAt: string;

  @ClearTextField({
    description: '签收人或者回证情况',
    example: '前台签收',
    maxLength: 500,
    optional: true,
  })
  note?: string;
}

export class RegisterQuery {
  @ChoiceField(DOCUMENT_TYPES, { example: 'REPAIR_DECISION', optional: true })
  type?: DocumentType;

  @IdField('doc', {
    description: '`next` of the page before',
    example: 'doc_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

/** 核验: a file by its digest, with the code on it where that is at hand. */
export class VerificationRequest {
  @Field(
    { description: 'SHA-256 of the file, hex', example: 'a'.repeat(64) },
    { type: String, pattern: '^[0-9a-f]{64}$' },
    Matches(/^[0-9a-f]{64}$/, { context: { rule: 'IS_SHA256' } }),
  )
  sha256: string;

  @TextField({
    description: '核验码',
    example: '7K3M-Q2W9-XT4R-B8ZN',
    maxLength: 40,
    optional: true,
  })
  code?: string;
}

/** As the page that asks for a code sends it. */
export class CodeQuery {
  @TextField({
    description: '核验码',
    example: '7K3M-Q2W9-XT4R-B8ZN',
    maxLength: 200,
    optional: true,
  })
  code?: string;
}

import { IsString, Matches } from 'class-validator';
import { ChoiceField, ClearTextField, Field } from '#bootstrap';
import { MATERIAL_KINDS, type MaterialKind } from '../domain/material.js';

/** What is being handed in; its bytes are the body, its file name is in `content-disposition`. */
export class UploadQuery {
  @ChoiceField(MATERIAL_KINDS, { description: '材料种类', example: 'PERFORMANCE_PROOF' })
  kind: MaterialKind;

  @Field(
    {
      description: 'SHA-256 of the file in lower-case hex; other bytes are then refused',
      example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      optional: true,
    },
    { type: String, pattern: '^[0-9a-f]{64}$' },
    IsString(),
    Matches(/^[0-9a-f]{64}$/, { context: { rule: 'IS_SHA256' } }),
  )
  sha256?: string;
}

/** 撤回材料 */
export class MaterialWithdrawalRequest {
  @ClearTextField({
    description: '撤回理由; no identity number',
    example: '误传，另行提交正确的转账凭证。',
    maxLength: 1000,
  })
  reason: string;
}

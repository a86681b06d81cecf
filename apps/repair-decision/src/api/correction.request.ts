import { Matches } from 'class-validator';
import { IdField, TextField } from '#bootstrap';
import type { Correction } from '../domain/application.js';

/** 更正: what was posted to the registry and waits there, by id and digest. */
export class CorrectionRequest {
  @IdField('cor', { description: '更正内容编号', example: 'cor_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  correctionId: string;

  @Matches(/^sha256:[0-9a-f]{64}$/, { context: { rule: 'IS_DIGEST' } })
  @TextField({ description: '更正内容摘要', example: `sha256:${'0'.repeat(64)}`, maxLength: 71 })
  digest: string;
}

export function toCorrection(request: CorrectionRequest | null | undefined): Correction | null {
  return request ? { correctionRef: request.correctionId, digest: request.digest } : null;
}

import { ClearTextField } from '../fields/clear-text-field.js';
import { NumberField, TextField } from '../fields/plain-fields.js';

/** Says nothing: which message is in the path. */
export class RedriveRequest {}

export class DiscardRequest {
  /** Why the message will never be applied. */
  @ClearTextField({
    example: '发送方已改正并重新发出',
    description: 'Why it will never be applied.',
  })
  reason: string;
}

export class ParkedQuery {
  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;

  @TextField({ example: 'prk_01J00000000000000000000000', optional: true, maxLength: 64 })
  after?: string;
}

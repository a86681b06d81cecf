import { applyDecorators } from '@nestjs/common';
import { TextField } from './plain-fields.js';
import { HasNoDirectionMarks, HasNoIdentityNumber } from './text-rules.js';

/** A text that is published or kept in the clear: it must hold no identity number. */
export function ClearTextField(options: Parameters<typeof TextField>[0]) {
  return applyDecorators(HasNoIdentityNumber(), HasNoDirectionMarks(), TextField(options));
}

import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { ClearTextField } from '#bootstrap';
import { isPrintable } from '../documents/typesetting/rare-characters.js';

/** A text that will stand on a paper: refused here, while it can be changed, not once it is approved. */
export function PrintableTextField(options: Parameters<typeof ClearTextField>[0]) {
  return applyDecorators(
    ValidateBy(
      {
        name: 'UNPRINTABLE_TEXT',
        validator: { validate: (value) => typeof value !== 'string' || isPrintable(value) },
      },
      { context: { rule: 'UNPRINTABLE_TEXT' } },
    ),
    ClearTextField(options),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { containsIdentityNumber } from '#identifiers';
import { TextField } from './plain-fields.js';

/** A text that is published or kept in the clear: it must hold no identity number, and be storable. */
export function ClearTextField(options: Parameters<typeof TextField>[0]) {
  return applyDecorators(HasNoControlCharacters(), HasNoIdentityNumber(), TextField(options));
}

/** Refuses a 公民身份号码: in the clear it would end up in events and logs (invariant 9). */
export function HasNoIdentityNumber(): PropertyDecorator {
  return forText('ID_NUMBER_IN_TEXT', (text) => !containsIdentityNumber(text));
}

/** Line breaks and tabs aside; Postgres could not even store a NUL. */
function HasNoControlCharacters(): PropertyDecorator {
  return forText('CONTROL_CHARACTERS', (text) => !/(?![\n\r\t])\p{Cc}/u.test(text));
}

function forText(rule: string, isGood: (text: string) => boolean): PropertyDecorator {
  return ValidateBy(
    { name: rule, validator: { validate: (value) => typeof value !== 'string' || isGood(value) } },
    { context: { rule } },
  );
}

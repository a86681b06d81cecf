import { ValidateBy } from 'class-validator';
import { containsIdentityNumber } from '#identifiers';

/** Refuses a 公民身份号码: in the clear it would end up in events and logs (invariant 9). */
export function HasNoIdentityNumber(): PropertyDecorator {
  return forText('ID_NUMBER_IN_TEXT', (text) => !containsIdentityNumber(text));
}

/** Line breaks and tabs aside; Postgres could not even store a NUL. */
export function HasNoControlCharacters(): PropertyDecorator {
  return forText('CONTROL_CHARACTERS', (text) => !/(?![\n\r\t])\p{Cc}/u.test(text));
}

/** Marks that turn the direction of what is read: with them a name shows as another one. */
export function HasNoDirectionMarks(): PropertyDecorator {
  return forText(
    'DIRECTION_MARKS',
    (text) => !/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(text),
  );
}

function forText(rule: string, isGood: (text: string) => boolean): PropertyDecorator {
  return ValidateBy(
    { name: rule, validator: { validate: (value) => typeof value !== 'string' || isGood(value) } },
    { context: { rule } },
  );
}

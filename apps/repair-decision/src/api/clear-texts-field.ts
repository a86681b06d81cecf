import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsNotEmpty,
  IsString,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { Field, type FieldOptions } from '#bootstrap';
import { containsIdentityNumber } from '#identifiers';

/** From one to `max` short texts that are kept in the clear: none may hold an identity number. */
export function ClearTextsField({
  max,
  maxLength,
  ...options
}: FieldOptions<string[]> & { max: number; maxLength: number }) {
  return Field(
    options,
    { type: String, isArray: true, minItems: 1, maxItems: max },
    ValidateBy(
      { name: 'ID_NUMBER_IN_TEXT', validator: { validate: holdsNoIdentityNumber } },
      { context: { rule: 'ID_NUMBER_IN_TEXT' } },
    ),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(max),
    IsString({ each: true }),
    IsNotEmpty({ each: true }),
    MaxLength(maxLength, { each: true }),
  );
}

function holdsNoIdentityNumber(value: unknown): boolean {
  if (!Array.isArray(value)) return true;
  return value.every((each) => typeof each !== 'string' || !containsIdentityNumber(each));
}

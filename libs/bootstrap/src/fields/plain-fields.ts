import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';
import { idPattern, type IdPrefix } from '#contracts';
import { bound } from './bound.js';
import { Field, type FieldOptions } from './field.js';
import { HasNoControlCharacters } from './text-rules.js';

const WHOLE_NUMBER = /^-?\d{1,16}$/;
const REAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Text that says something: trimmed, not empty, without control characters, of at most `maxLength` (default 2,000) characters. */
export function TextField({
  maxLength = 2000,
  ...options
}: FieldOptions<string> & { maxLength?: number }) {
  return Field(
    options,
    { type: String, minLength: 1, maxLength },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim() : value,
    ),
    IsString(),
    IsNotEmpty(),
    HasNoControlCharacters(),
    MaxLength(maxLength, bound(maxLength)),
  );
}

/** One of a fixed set of values. */
export function ChoiceField<const Value extends string>(
  values: readonly Value[],
  options: FieldOptions<Value>,
) {
  return Field(options, { type: String, enum: [...values] }, IsIn([...values], bound(values)));
}

/** At least `min` (default 1) of a fixed set of values. */
export function ChoicesField<const Value extends string>(
  values: readonly Value[],
  { min = 1, ...options }: FieldOptions<Value[]> & { min?: number },
) {
  return Field(
    options,
    { type: String, isArray: true, enum: [...values], minItems: min },
    IsArray(),
    ArrayMinSize(min, bound(min)),
    ArrayMaxSize(values.length, bound(values.length)),
    IsIn([...values], { each: true, ...bound(values) }),
  );
}

export function FlagField(options: FieldOptions<boolean>) {
  return Field(options, { type: Boolean }, IsBoolean());
}

/** A whole number; `fromQuery` also takes it as text. */
export function NumberField({
  min,
  max,
  fromQuery = false,
  ...options
}: FieldOptions<number> & { min: number; max: number; fromQuery?: boolean }) {
  return Field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    ...(fromQuery ? [Transform(({ value }: { value: unknown }) => numberIn(value))] : []),
    IsInt(),
    Min(min, bound(min)),
    Max(max, bound(max)),
  );
}

/** A day that exists, `YYYY-MM-DD`. */
export function DateField(options: FieldOptions<string>) {
  return Field(
    options,
    { type: String, format: 'date' },
    ValidateBy(
      {
        name: 'isDate',
        validator: {
          validate: (value) => typeof value === 'string' && REAL_DATE.test(value) && exists(value),
        },
      },
      { context: { rule: 'IS_DATE' } },
    ),
  );
}

/** An instant with its time zone (RFC 3339). */
export function InstantField(options: FieldOptions<string>) {
  return Field(
    options,
    { type: String, format: 'date-time' },
    ValidateBy(
      {
        name: 'isInstant',
        validator: {
          validate: (value) =>
            typeof value === 'string' &&
            INSTANT.test(value) &&
            exists(value.slice(0, 10)) &&
            !Number.isNaN(Date.parse(value)),
        },
      },
      { context: { rule: 'IS_INSTANT' } },
    ),
  );
}

/** An id of one kind; whether there is such a thing is for the use case to say. */
export function IdField(prefix: IdPrefix, options: FieldOptions<string>) {
  const pattern = idPattern(prefix);
  return Field(
    options,
    { type: String, pattern },
    IsString(),
    Matches(new RegExp(pattern), { context: { rule: 'IS_ID', vars: { bound: `${prefix}_` } } }),
  );
}

/** An http(s) address; loopback and bare host names pass, since whether it may be called is decided later. */
export function UrlField(options: FieldOptions<string>) {
  return Field(
    options,
    { type: String, format: 'uri', maxLength: 2000 },
    IsString(),
    MaxLength(2000, bound(2000)),
    IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }),
  );
}

/** As people write it: `0x1` and `1e2` are numbers to JavaScript only. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
}

function exists(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

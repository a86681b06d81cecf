import type { Type as Class } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  ValidateNested,
} from 'class-validator';
import { bound } from './bound.js';
import { Field, type FieldOptions } from './field.js';

type NestedOptions = Omit<FieldOptions, 'example'> & { example?: unknown };

/** An object with fields of its own. */
export function NestedField(type: () => Class, options: NestedOptions = {}) {
  return Field(
    { example: undefined, ...options },
    // Swagger takes a function for a lazy type by its name, which has to be `type`.
    { type: () => type() },
    Type(type),
    IsObject(),
    ValidateNested(),
  );
}

/** From `min` (default 1) to `max` objects. */
export function NestedListField(
  type: () => Class,
  { min = 1, max, ...options }: NestedOptions & { min?: number; max: number },
) {
  return Field(
    { example: undefined, ...options },
    { type: () => [type()], minItems: min, maxItems: max },
    Type(type),
    IsArray(),
    ArrayMinSize(min, bound(min)),
    ArrayMaxSize(max, bound(max)),
    ValidateNested({ each: true }),
  );
}

/**
 * An object whose `type` says which class it is of, such as `{"type":"UNIT",…}`. Each class declares
 * `type` itself, with `ChoiceField`.
 */
export function UnionField(
  byType: Record<string, Class>,
  options: NestedOptions & { example: unknown },
): PropertyDecorator {
  const classes = Object.values(byType);
  /** Where `type` is none of ours, this is the class that says so. */
  class UnknownType {
    @IsIn(Object.keys(byType), bound(Object.keys(byType)))
    type: string;
  }
  return (target, property) => {
    ApiExtraModels(...classes)(target.constructor);
    Type(() => UnknownType, {
      keepDiscriminatorProperty: true,
      discriminator: {
        property: 'type',
        subTypes: Object.entries(byType).map(([name, value]) => ({ name, value })),
      },
    })(target, property);
    Field(
      options,
      { oneOf: classes.map((one) => ({ $ref: getSchemaPath(one) })) },
      IsObject(),
      ValidateNested(),
    )(target, property);
  };
}

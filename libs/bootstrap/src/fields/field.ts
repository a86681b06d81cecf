import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsDefined, IsOptional, ValidateIf } from 'class-validator';

export interface FieldOptions<Example = unknown> {
  /** One sentence for the OpenAPI document. */
  description?: string;
  /** A value that passes: a test posts it. */
  example: Example;
  /** May be left out (default false). */
  optional?: boolean;
  /** May be null, and has to be given (default false). */
  nullable?: boolean;
}

type SchemaPart = Parameters<typeof ApiProperty>[0];

/** What all fields share: whether they must be there, and their place in the OpenAPI document. */
export function Field(options: FieldOptions, schema: SchemaPart, ...checks: PropertyDecorator[]) {
  const { description, example, optional = false, nullable = false } = options;
  return applyDecorators(
    ApiProperty({
      ...schema,
      ...(description && { description }),
      ...(example !== undefined && { example }),
      ...(nullable && { nullable }),
      required: !optional,
    } as SchemaPart),
    ...presence(optional, nullable),
    ...checks,
  );
}

function presence(optional: boolean, nullable: boolean): PropertyDecorator[] {
  if (optional) return [IsOptional()];
  if (nullable) return [ValidateIf((_body, value) => value !== null)];
  return [IsDefined()];
}

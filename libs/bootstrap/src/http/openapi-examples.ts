import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/** The example of a schema: its own, or its fields' examples put together. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if ('$ref' in schema) {
    const target = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return target ? exampleOf(target, schemas) : undefined;
  }
  if (schema.example !== undefined) return schema.example;
  const [only] = schema.allOf ?? schema.oneOf ?? [];
  if (only) return exampleOf(only, schemas);
  if (schema.type === 'array' && schema.items) return [exampleOf(schema.items, schemas)];
  if (schema.type !== 'object') return undefined;
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => [name, exampleOf(property, schemas)] as const,
  );
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined));
}

import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type SchemaObject = Exclude<Schema, { $ref: string }>;

/** What a client can rely on of an answer of which only an example is given; a null may be anything. */
export function schemaOf(example: unknown): SchemaObject {
  if (Array.isArray(example)) return { type: 'array', items: schemaOf(example[0]) };
  if (typeof example === 'object' && example !== null) {
    const fields = Object.entries(example).map(([name, value]) => [name, schemaOf(value)]);
    return { type: 'object', properties: Object.fromEntries(fields) as Schemas };
  }
  const isPlain = ['string', 'number', 'boolean'].includes(typeof example);
  return isPlain ? { type: typeof example } : {};
}

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

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_CONTENT } from './api-problem.js';
import { exampleOf, schemaOf } from './openapi-examples.js';

export interface OpenApiInfo {
  title: string;
  description: string;
}

const text = { type: 'string' };
/** As `ProblemDocument` has it. */
const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'errors'],
  properties: {
    type: { ...text, example: 'urn:yichu:problem:invalid-field' },
    title: text,
    status: { type: 'integer', example: 422 },
    detail: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule', 'message'],
        properties: {
          field: { ...text, example: 'subject.uscc' },
          rule: { ...text, example: 'USCC_CHECK' },
          message: text,
        },
      },
    },
    traceId: text,
  },
};

/** Serves `/openapi.json`, made when first asked for: start-up doesn't wait for it. */
export function serveOpenApi(app: NestFastifyApplication, info: OpenApiInfo): void {
  let document: OpenAPIObject | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', () => (document ??= describeService(app, info)));
}

function describeService(app: NestFastifyApplication, info: OpenApiInfo): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(info.title)
    .setDescription(info.description)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  return withProblems(withAnswerSchemas(withBodyExamples(document)));
}

/** Gives each request body one whole example, put together from its fields' examples. */
function withBodyExamples(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.post, path.put, path.patch]) {
      const body = operation?.requestBody;
      const json = body && 'content' in body ? body.content['application/json'] : undefined;
      if (json?.schema) json.example ??= exampleOf(json.schema, schemas);
    }
  }
  return document;
}

/** Gives each answer that is shown by an example the schema of it, so that generated clients have its fields. */
function withAnswerSchemas(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      for (const answer of Object.values(operation?.responses ?? {})) {
        const json = answer && 'content' in answer ? answer.content?.['application/json'] : null;
        if (json?.example !== undefined) json.schema ??= schemaOf(json.example);
      }
    }
  }
  return document;
}

/** What every call may answer apart from what it says itself: a problem (RFC 9457). */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const problem = { description: 'A problem (RFC 9457)', content: PROBLEM_CONTENT };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation) operation.responses.default ??= problem;
    }
  }
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
    },
  };
}

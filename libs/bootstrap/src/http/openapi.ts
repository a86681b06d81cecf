import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { exampleOf } from './openapi-examples.js';

export interface OpenApiInfo {
  title: string;
  description: string;
}

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
  return withBodyExamples(SwaggerModule.createDocument(app, config));
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

import { Body, Controller, Get, HttpCode, Module, Post, Query, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { QueryFailedError } from 'typeorm';
import { createTexts } from '#i18n';
import { currentTraceparent } from '#messaging';
import { generateOwnedJwk, SigningKeys, TrustedKeys } from '#signing';
import { CurrentActor, Public, requireCourt, Roles } from '../src/auth/roles.js';
import { CaseNumberField, CitizenIdField, UsccField } from '../src/fields/identifier-fields.js';
import { NestedField, NestedListField, UnionField } from '../src/fields/nested-fields.js';
import {
  ChoiceField,
  DateField,
  FlagField,
  IdField,
  InstantField,
  NumberField,
  TextField,
  UrlField,
} from '../src/fields/plain-fields.js';
import { serviceAdapter } from '../src/http/fastify-adapter.js';
import { serveOpenApi } from '../src/http/openapi.js';
import { PathId } from '../src/http/path-id.js';
import { ServiceLogger } from '../src/logging/service-logger.js';
import { conflict, unavailable } from '../src/problems/problem.js';
import { HealthController } from '../src/readiness/health.controller.js';
import { httpParts } from '../src/service.module.js';
import type { Actor } from '#signing';

class UnitRequest {
  @ChoiceField(['UNIT'], { example: 'UNIT' })
  type: 'UNIT';

  @TextField({ example: '合肥示例建材有限公司' })
  name: string;

  @UsccField({ example: '91340100TE5T000167' })
  uscc: string;
}

class PersonRequest {
  @ChoiceField(['PERSON'], { example: 'PERSON' })
  type: 'PERSON';

  @CitizenIdField({ example: '340104190006150018' })
  idNumber: string;
}

class ItemRequest {
  @IdField('evt', { example: 'evt_01KAPD00000000000000000001' })
  eventId: string;
}

class EverythingRequest {
  @CaseNumberField({ example: '（2026）皖0104执123号' })
  caseNumber: string;

  @UnionField(
    { UNIT: UnitRequest, PERSON: PersonRequest },
    { example: { type: 'UNIT', name: '合肥示例建材有限公司', uscc: '91340100TE5T000167' } },
  )
  subject: UnitRequest | PersonRequest;

  @NestedListField(() => ItemRequest, { max: 2 })
  items: ItemRequest[];

  @NestedField(() => ItemRequest, { description: 'One.' })
  item: ItemRequest;

  @DateField({ example: '2026-02-28' })
  filedOn: string;

  @InstantField({ example: '2026-02-28T01:00:00Z' })
  at: string;

  @UrlField({ example: 'http://127.0.0.1:4101/hook' })
  url: string;

  @FlagField({ example: true, optional: true })
  flag?: boolean;

  @NumberField({ min: 1, max: 9, example: 3, optional: true })
  count?: number;

  @TextField({ example: '说明', nullable: true, maxLength: 10 })
  note: string | null;
}

class PageQuery {
  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;
}

@Controller('v1/things')
class ThingsController {
  @Roles('officer')
  @Post()
  create(@Body() body: EverythingRequest): EverythingRequest {
    return body;
  }

  @Roles('officer', 'subscriber')
  @Get()
  list(@Query() query: PageQuery, @CurrentActor() actor: Actor): object {
    return { limit: query.limit ?? null, actor };
  }

  @Roles('officer')
  @Get('trace')
  trace(): object {
    return { traceparent: currentTraceparent() ?? null };
  }

  @Roles('officer')
  @Post(':id/approve')
  @HttpCode(200)
  approve(@PathId('dec') id: string, @CurrentActor() actor: Actor): object {
    requireCourt(actor, '皖0104', 'id');
    throw conflict('OWN_RULE', id);
  }

  @Public()
  @Get('failing')
  failing(): never {
    throw new Error('connection of 张三 340104190006150018 failed');
  }

  @Public()
  @Get('away')
  away(): never {
    throw unavailable('UNAVAILABLE');
  }

  @Public()
  @Get('database')
  database(): never {
    const driver = Object.assign(new Error('terminating connection'), { code: '57P01' });
    throw new QueryFailedError('SELECT 1', ['SECRET'], driver);
  }

  @Get('closed')
  closed(): string {
    return 'nobody gets here';
  }
}

const jwks = ['issuer', 'decision', 'publisher', 'registry'].map((owner) =>
  generateOwnedJwk(owner as 'issuer', `${owner}-1`),
);
export const keys = new SigningKeys(jwks);
export const strangers = new SigningKeys([generateOwnedJwk('issuer', 'issuer-1')]);

/** Everything that answers HTTP in a service, around routes made for the test. */
export async function startHttp(lines: string[]): Promise<NestFastifyApplication> {
  const texts = createTexts({
    'zh-CN': { OWN_RULE: '本服务自己的规则。' },
    en: { OWN_RULE: "The service's own rule." },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    moduleOf(ThingsController, texts),
    serviceAdapter(),
    { logger: new ServiceLogger('test', 'debug', (line) => lines.push(line)), abortOnError: false },
  );
  serveOpenApi(app, { title: 'Things', description: 'For the test.' });
  await app.listen(0, '127.0.0.1');
  return app;
}

function moduleOf(controller: Type, texts: ReturnType<typeof createTexts>): Type {
  @Module({
    controllers: [controller, HealthController],
    providers: [...httpParts({ texts }), { provide: TrustedKeys, useValue: new TrustedKeys(jwks) }],
  })
  class TestModule {}
  return TestModule;
}

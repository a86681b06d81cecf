import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import type { Topic } from '#contracts';
import type { Texts } from '#i18n';
import { ledgerMigrations } from '#ledger';
import { MessagingModule, messagingMigrations } from '#messaging';
import { SigningKeys, TrustedKeys } from '#signing';
import { AuthGuard } from './auth/auth.guard.js';
import { Clock, SystemClock } from './clock.js';
import type { ServiceConfig } from './config.js';
import { databaseOptions, openDatabase } from './database/open-database.js';
import { OutboxController } from './http/outbox.controller.js';
import { ParkedController } from './http/parked.controller.js';
import { BodyValidation } from './problems/body-validation.js';
import { ProblemFilter, RULE_TEXTS } from './problems/problem-filter.js';
import { HealthController } from './readiness/health.controller.js';
import { OwnChecks } from './readiness/own-checks.js';
import { Readiness, READINESS_CHECKS, type ReadinessCheck } from './readiness/readiness.js';

/** Token of the service's configuration. */
export const SERVICE_CONFIG = Symbol('SERVICE_CONFIG');

const DEFAULT_POOL_SIZE = 10;

export interface ServiceOptions {
  config: ServiceConfig;
  entities: Extract<DataSourceOptions['entities'], unknown[]>;
  migrations: Extract<DataSourceOptions['migrations'], unknown[]>;
  /** Topics whose events the service's `@On` controllers handle. */
  consumes?: readonly Topic[];
  ready?: readonly ReadinessCheck[];
  /** Texts of the service's own rules. */
  texts?: Texts;
  poolSize?: number;
}

/** What every service is made of, but for its own work: HTTP, database, messages, ledger, keys, clock. */
@Module({})
export class ServiceModule {
  static with(options: ServiceOptions): DynamicModule {
    const { config, consumes = [] } = options;
    return {
      module: ServiceModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => databaseOf(options),
          dataSourceFactory: (given) => openDatabase(given as DataSourceOptions),
        }),
        MessagingModule.with({ config, consumes: [...consumes] }),
      ],
      controllers: [HealthController, OutboxController, ParkedController],
      providers: [...partsOf(options), OwnChecks, ...httpParts(options)],
      exports: [SERVICE_CONFIG, Clock, SigningKeys, TrustedKeys, Readiness],
    };
  }
}

/** What answers HTTP apart from the routes themselves. */
export function httpParts({
  texts,
  ready = [],
}: Pick<ServiceOptions, 'texts' | 'ready'>): Provider[] {
  return [
    Readiness,
    { provide: READINESS_CHECKS, useValue: ready },
    { provide: RULE_TEXTS, useValue: texts ?? null },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_PIPE, useClass: BodyValidation },
  ];
}

function partsOf({ config }: ServiceOptions): Provider[] {
  return [
    { provide: SERVICE_CONFIG, useValue: config },
    { provide: Clock, useClass: SystemClock },
    { provide: SigningKeys, useFactory: () => SigningKeys.fromFile(config.signingKeysFile) },
    { provide: TrustedKeys, useFactory: () => TrustedKeys.fromFile(config.trustedKeysFile) },
  ];
}

function databaseOf({ config, entities, migrations, poolSize }: ServiceOptions) {
  return {
    ...databaseOptions(
      config.databaseUrl,
      entities,
      [...ledgerMigrations, ...messagingMigrations, ...migrations],
      poolSize ?? DEFAULT_POOL_SIZE,
    ),
    retryAttempts: 5,
    retryDelay: 1000,
  };
}

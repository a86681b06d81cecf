import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Clock, createService, type ServiceConfig } from '#bootstrap';
import type { Infrastructure } from '#infrastructure';
import { ledgerMigrations } from '#ledger';
import { messagingMigrations } from '#messaging';
import { mintToken, type Actor, type KeyOwner } from '#signing';
import { readLogLevel } from './config.js';
import { databaseFor, type Migrations } from './test-database.js';
import { testInfrastructure } from './test-infrastructure.js';
import { testKeys, type TestKeys } from './test-keys.js';
import { topicsFor } from './test-topics.js';

export interface TestServiceOptions {
  name: ServiceConfig['name'];
  /** The service's own; ledger and messaging bring theirs. */
  migrations: Migrations;
  /** `AppModule.with`, with what the service's configuration has on top. */
  module: (config: ServiceConfig) => DynamicModule;
  /** Holds the service's time. */
  clock?: Clock;
  /** Of `ownInfrastructure`, when the test stops servers; default the run's. */
  infrastructure?: Infrastructure;
  /** Of `topicsFor`, when one file needs several sets; default one per file. */
  topicSuffix?: string;
}

/**
 * Starts a service in this process, on a free port and a migrated database of its own. Services of one
 * file share topics and keys, so they hear each other. The test closes it.
 */
export async function startTestService(options: TestServiceOptions): Promise<TestService> {
  const config = await testServiceConfig(options);
  const service = new TestService(options, config, await testKeys(options.infrastructure));
  await service.start();
  return service;
}

/** The configuration alone, for a service that the test starts as a process of its own. */
export async function testServiceConfig(options: TestServiceOptions): Promise<ServiceConfig> {
  const { name, migrations } = options;
  const infrastructure = options.infrastructure ?? (await testInfrastructure());
  const keys = await testKeys(options.infrastructure);
  const all = [...ledgerMigrations, ...messagingMigrations, ...migrations];
  return {
    name,
    host: '127.0.0.1',
    port: 0,
    databaseUrl: await databaseFor(name, all, infrastructure),
    kafkaBrokers: infrastructure.kafka.brokers,
    topicSuffix: options.topicSuffix ?? (await topicsFor(undefined, options.infrastructure)),
    signingKeysFile: keys.signingKeysFile(KEY_HOLDERS[name]),
    trustedKeysFile: keys.trustedKeysFile,
    parkedKey: Buffer.alloc(32, 7),
    logLevel: readLogLevel(),
    publicUrl: 'http://127.0.0.1',
  };
}

const KEY_HOLDERS = {
  'repair-decision': 'decision',
  'blacklist-registry': 'registry',
  'outbound-publisher': 'publisher',
} as const;

/** A service under test; closed and started again it keeps its database and topics. */
export class TestService {
  private running: { app: NestFastifyApplication; url: string } | undefined;

  constructor(
    private readonly options: TestServiceOptions,
    readonly config: ServiceConfig,
    readonly keys: TestKeys,
  ) {}

  get app(): NestFastifyApplication {
    return this.current.app;
  }

  get url(): string {
    return this.current.url;
  }

  /** A provider of the running service. */
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.current.app.get<T>(type, { strict: false });
  }

  /** A bearer token of whom the test wants to be; by default of the issuer of staff tokens. */
  token(actor: Actor, issuer: KeyOwner = 'issuer'): Promise<string> {
    return mintToken(this.keys.of(issuer), actor, '1h');
  }

  async start(): Promise<void> {
    const { module, name, clock } = this.options;
    const dynamic = module(this.config);
    this.running = await createService(
      dynamic,
      this.config,
      { title: name, description: 'under test' },
      {
        build: async (adapter, logger) => {
          const builder = Test.createTestingModule({ imports: [dynamic] });
          if (clock) builder.overrideProvider(Clock).useValue(clock);
          const compiled = await builder.setLogger(logger).compile();
          return compiled.createNestApplication<NestFastifyApplication>(adapter, { logger });
        },
      },
    );
  }

  /** Ends it in good order; safe to call again. */
  async close(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.app.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }

  private get current(): { app: NestFastifyApplication; url: string } {
    if (!this.running) throw new Error(`${this.options.name} is not running.`);
    return this.running;
  }
}

import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { KafkaStrategy } from '#messaging';
import type { ServiceConfig } from './config.js';
import { serviceAdapter, type HttpOptions } from './http/fastify-adapter.js';
import { serveOpenApi, type OpenApiInfo } from './http/openapi.js';
import { logCrashes } from './logging/log-crashes.js';
import { ServiceLogger } from './logging/service-logger.js';
import { Readiness } from './readiness/readiness.js';
import { exitInTime, STOP_SIGNALS, stopInTime } from './stop-in-time.js';

/** Makes the Nest application; tests hand in one that overrides providers. */
type Build = (adapter: FastifyAdapter, logger: LoggerService) => Promise<NestFastifyApplication>;

export interface RunningService {
  app: NestFastifyApplication;
  url: string;
}

/** Starts a service as a process: it listens until SIGTERM, and then finishes within seconds. */
export async function startService(
  module: DynamicModule,
  config: ServiceConfig,
  info: OpenApiInfo,
  http: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const logger = new ServiceLogger(config.name, config.logLevel);
  logCrashes(logger);
  const { app } = await createService(module, config, info, http);
  app.enableShutdownHooks(STOP_SIGNALS, { useProcessExit: true });
  exitInTime(logger);
  return app;
}

/**
 * Starts a service: database migrated, producers connected, consumers joined, then listening; only
 * then does `/readyz` say yes. `app.close()` ends it.
 */
export async function createService(
  module: DynamicModule,
  config: ServiceConfig,
  info: OpenApiInfo,
  { build = buildWith(module), ...http }: { build?: Build } & HttpOptions = {},
): Promise<RunningService> {
  const logger = new ServiceLogger(config.name, config.logLevel);
  const app = await build(serviceAdapter(http), logger);
  app.connectMicroservice({ strategy: app.get(KafkaStrategy) });
  serveOpenApi(app, info);
  stopInTime(app);
  await app.startAllMicroservices();
  await app.listen(config.port, config.host);
  app.get(Readiness).markWarm();
  const url = await app.getUrl();
  logger.log({ msg: 'service.started', url });
  return { app, url };
}

function buildWith(module: DynamicModule): Build {
  return (adapter, logger) =>
    NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
}

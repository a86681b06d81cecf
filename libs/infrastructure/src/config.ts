import { join } from 'node:path';
import { projectRoot } from './project-root.js';

export type InfrastructureMode = 'url' | 'docker' | 'embedded';

/** What the environment says about Postgres and Kafka. */
export interface InfrastructureSettings {
  /** Forced by `YICHU_INFRA`; otherwise the finder goes through all three. */
  mode: InfrastructureMode | undefined;
  /** A server on which the run may create its databases. */
  databaseUrl: string | undefined;
  kafkaBrokers: string[] | undefined;
  /** The one folder in which everything that a run makes lives; ignored by git. */
  home: string;
  /** `YICHU_LANG=en` or the terminal's locale; otherwise 简体中文. */
  language: 'zh-CN' | 'en';
}

/** The only reader of the environment in this library. */
export function readInfrastructureSettings(
  env: NodeJS.ProcessEnv = process.env,
): InfrastructureSettings {
  return {
    mode: readMode(env['YICHU_INFRA']),
    databaseUrl: env['DATABASE_URL'] || undefined,
    kafkaBrokers: env['KAFKA_BROKERS']?.split(',').map((broker) => broker.trim()),
    home: env['YICHU_HOME'] || join(projectRoot(), '.yichu'),
    language: env['YICHU_LANG'] === 'en' ? 'en' : 'zh-CN',
  };
}

/** The environment that a child inherits: ours, without what would turn it into another program. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _jestFlags, ...rest } = env;
  return rest;
}

/**
 * Runs clean up after each other, so the library's helper container is not needed; fetching its
 * image would fail where only ours are at hand.
 */
export function switchReaperOff(env: NodeJS.ProcessEnv = process.env): void {
  env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}

function readMode(value: string | undefined): InfrastructureMode | undefined {
  if (!value) return undefined;
  if (value === 'url' || value === 'docker' || value === 'embedded') return value;
  throw new Error(`YICHU_INFRA is "${value}"; it must be url, docker or embedded.`);
}

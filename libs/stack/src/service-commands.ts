import { randomBytes } from 'node:crypto';
import type { DevelopmentKeys, ServiceCommand } from '#infrastructure';
import type { Duty, ServiceUrls } from './wire.js';

/** Which program does which duty. */
export const PROGRAMS: Record<Duty, string> = {
  decision: 'repair-decision',
  registry: 'blacklist-registry',
  publisher: 'outbound-publisher',
};

export const DUTIES: readonly Duty[] = ['decision', 'registry', 'publisher'];

export interface ServiceSurroundings {
  urls: ServiceUrls;
  databases: Record<Duty, string>;
  kafkaBrokers: readonly string[];
  topicSuffix: string;
  keys: DevelopmentKeys;
  /** What a service is told beyond what it needs to start. */
  settings?: Partial<Record<Duty, Record<string, string>>> | undefined;
}

/** A court's whole list, or a fan-out, within 300 MiB; left to itself, V8 takes 430 (measured with `bench`). */
const SMALL_HEAP = '--max-semi-space-size=8 --max-old-space-size=512';

/** How each service is started: its environment is all that it is told. */
export function serviceCommands(
  duties: readonly Duty[],
  surroundings: ServiceSurroundings,
): ServiceCommand[] {
  const { urls, databases, kafkaBrokers, topicSuffix, keys } = surroundings;
  const ownEnv: Record<Duty, Record<string, string>> = {
    decision: { REGISTRY_URL: urls.registry },
    registry: {
      IDENTITY_ENCRYPTION_KEY: newKey(),
      IDENTITY_INDEX_KEY: newKey(),
      NODE_OPTIONS: SMALL_HEAP,
    },
    publisher: {
      // The platforms run on this machine, where no push may go unless it is allowed by name.
      PRIVATE_NETWORKS: '127.0.0.0/8,::1/128',
      SECRETS_KEY: newKey(),
      NODE_OPTIONS: SMALL_HEAP,
      // glibc keeps what each of its arenas once needed: with two, 30 MiB less.
      MALLOC_ARENA_MAX: '2',
    },
  };
  return duties.map((duty) => ({
    name: PROGRAMS[duty],
    entry: `dist/apps/${PROGRAMS[duty]}/src/main.js`,
    port: Number(new URL(urls[duty]).port),
    ready: '/readyz',
    env: {
      DATABASE_URL: databases[duty],
      KAFKA_BROKERS: kafkaBrokers.join(','),
      TOPIC_SUFFIX: topicSuffix,
      SIGNING_KEYS_FILE: keys.signingKeysFile(duty),
      TRUSTED_KEYS_FILE: keys.trustedKeysFile,
      PARKED_KEY: newKey(),
      PUBLIC_URL: urls[duty],
      ...ownEnv[duty],
      ...surroundings.settings?.[duty],
    },
  }));
}

/** 32 bytes in base64; a run's data ends with it, and so may its keys. */
function newKey(): string {
  return randomBytes(32).toString('base64');
}

import type { ServiceName } from '#contracts';

/** What every service needs from its surroundings. */
export interface ServiceConfig {
  name: ServiceName;
  host: string;
  /** 0 takes any free port. */
  port: number;
  databaseUrl: string;
  kafkaBrokers: string[];
  /** Appended to every topic and group, so that runs can share one broker; may be empty. */
  topicSuffix: string;
  signingKeysFile: string;
  trustedKeysFile: string;
  /** 32 bytes, AES-256: parked messages may hold anything, so they are stored encrypted. */
  parkedKey: Buffer;
  logLevel: string;
  /** Where others reach this service; goes into what is sent to them. */
  publicUrl: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** @throws a sentence that names the variable when one is missing or malformed. */
export function readServiceConfig(name: ServiceName, env: Env): ServiceConfig {
  const host = env.HOST || '127.0.0.1';
  const port = requirePort(env, 'PORT');
  return {
    name,
    host,
    port,
    databaseUrl: requireEnv(env, 'DATABASE_URL'),
    kafkaBrokers: listEnv(env, 'KAFKA_BROKERS', requireEnv(env, 'KAFKA_BROKERS')),
    topicSuffix: env.TOPIC_SUFFIX ?? '',
    signingKeysFile: requireEnv(env, 'SIGNING_KEYS_FILE'),
    trustedKeysFile: requireEnv(env, 'TRUSTED_KEYS_FILE'),
    parkedKey: requireKey(env, 'PARKED_KEY'),
    logLevel: env.LOG_LEVEL || 'info',
    publicUrl: (env.PUBLIC_URL || `http://${host}:${port}`).replace(/\/+$/, ''),
  };
}

/** @throws when `name` is not set or empty. */
export function requireEnv(env: Env, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`Set ${name}: the service can't start without it.`);
  return value;
}

/** A secret of exactly `bytes` bytes, in base64. */
export function requireKey(env: Env, name: string, bytes = 32): Buffer {
  const key = Buffer.from(requireEnv(env, name), 'base64');
  if (key.length !== bytes) {
    throw new Error(`${name} must be ${bytes} bytes in base64, and is ${key.length} bytes.`);
  }
  return key;
}

/** A comma-separated list; blanks around its parts don't count. */
export function listEnv(env: Env, name: string, fallback = ''): string[] {
  return (env[name] ?? fallback)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function requirePort(env: Env, name: string): number {
  const port = Number(requireEnv(env, name));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name} must be a port number from 0 to 65535.`);
  }
  return port;
}

import { readServiceConfig, requireKey, type ServiceConfig } from '#bootstrap';

/** The registry's settings: those of every service, and the two keys over persons' identities. */
export interface RegistryConfig extends ServiceConfig {
  /** AES-256 key of the envelopes. */
  identityEncryptionKey: Buffer;
  /** HMAC key of the index by which a person's listings are found. */
  identityIndexKey: Buffer;
  /** After so many days without any act in its case, a listing counts as asleep; courts may set it. */
  dormantAfterDays: number;
}

const TWO_YEARS_IN_DAYS = 730;

export function readRegistryConfig(env: NodeJS.ProcessEnv): RegistryConfig {
  return {
    ...readServiceConfig('blacklist-registry', env),
    identityEncryptionKey: requireKey(env, 'IDENTITY_ENCRYPTION_KEY'),
    identityIndexKey: requireKey(env, 'IDENTITY_INDEX_KEY'),
    dormantAfterDays: daysOf(env, 'DORMANT_AFTER_DAYS', TWO_YEARS_IN_DAYS),
  };
}

function daysOf(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const days = Number(env[name] || fallback);
  if (!Number.isInteger(days) || days < 1) {
    throw new Error(`${name} must be a whole number of days, 1 or more.`);
  }
  return days;
}

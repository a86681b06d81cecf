import { readServiceConfig, requireKey, type ServiceConfig } from '#bootstrap';

/** The registry's settings: those of every service, and the two keys over persons' identities. */
export interface RegistryConfig extends ServiceConfig {
  /** AES-256 key of the envelopes. */
  identityEncryptionKey: Buffer;
  /** HMAC key of the index by which a person's listings are found. */
  identityIndexKey: Buffer;
}

export function readRegistryConfig(env: NodeJS.ProcessEnv): RegistryConfig {
  return {
    ...readServiceConfig('blacklist-registry', env),
    identityEncryptionKey: requireKey(env, 'IDENTITY_ENCRYPTION_KEY'),
    identityIndexKey: requireKey(env, 'IDENTITY_INDEX_KEY'),
  };
}

import { listEnv, readServiceConfig, requireKey, type Env, type ServiceConfig } from '#bootstrap';
import { readSnapshotSettings, type SnapshotSettings } from './snapshots/snapshot-settings.js';
import { REDACT_AFTER_DAYS } from './domain/retention.js';

export interface PublisherConfig extends ServiceConfig {
  /** CIDRs of private networks that pushes and looks may reach; none unless listed. */
  privateNetworks: string[];
  /** 32 bytes, AES-256: streams' signing secrets are stored encrypted under it. */
  secretsKey: Buffer;
  /** Default: those of `readSnapshotSettings` without an environment. */
  snapshots?: SnapshotSettings;
  /** Brokers' addresses as subscribers reach them; ours unless given. */
  subscriberBrokers?: string[];
  /** How long after its last obligation ended a change can still be read; 30 unless set. */
  redactAfterDays?: number;
}

/** @throws a sentence that names the variable when one is missing or malformed. */
export function readPublisherConfig(env: Env = process.env): PublisherConfig {
  return {
    ...readServiceConfig('outbound-publisher', env),
    privateNetworks: listEnv(env, 'PRIVATE_NETWORKS'),
    secretsKey: requireKey(env, 'SECRETS_KEY'),
    snapshots: readSnapshotSettings(env),
    subscriberBrokers: listEnv(env, 'SUBSCRIBER_KAFKA_BROKERS', env.KAFKA_BROKERS),
    redactAfterDays: daysOf(env, 'REDACT_AFTER_DAYS', REDACT_AFTER_DAYS),
  };
}

/** The publisher's own settings, for whoever needs one of them. */
export class PublisherSettings {
  readonly privateNetworks: readonly string[];
  readonly secretsKey: Buffer;
  readonly subscriberBrokers: readonly string[];
  readonly redactAfterDays: number;
  /** Without a trailing slash; subscribers are told of addresses under it. */
  readonly publicUrl: string;
  readonly snapshots: SnapshotSettings;

  constructor(config: PublisherConfig) {
    this.privateNetworks = config.privateNetworks;
    this.secretsKey = config.secretsKey;
    this.subscriberBrokers = config.subscriberBrokers ?? config.kafkaBrokers;
    this.redactAfterDays = config.redactAfterDays ?? REDACT_AFTER_DAYS;
    this.publicUrl = config.publicUrl;
    this.snapshots = config.snapshots ?? readSnapshotSettings();
  }
}

function daysOf(env: Env, name: string, fallback: number): number {
  const days = Number(env[name] || fallback);
  if (!Number.isInteger(days) || days < 1)
    throw new Error(`${name} must be whole days, 1 or more.`);
  return days;
}

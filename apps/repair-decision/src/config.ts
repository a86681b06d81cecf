import { readServiceConfig, requireEnv, type ServiceConfig } from '#bootstrap';
import {
  readObjectStoreConfig,
  type ObjectStoreConfig,
} from './object-storage/object-store-config.js';
import { readRuleSettings, type RuleSettings } from './rules/rule-settings.js';
import { readDocumentSettings, type DocumentSettings } from './document-settings.js';
import { readPaperSettings, type PaperSettings } from './paper-settings.js';

const SECOND = 1000;

/** Settings of this service: those of every service, and where the registry answers. */
export interface DecisionConfig extends ServiceConfig {
  registryUrl: string;
  /** An officer waits for it, so it is short; without an answer nothing is filed. */
  registryTimeoutMs: number;
  /** Where materials and issued papers are kept. */
  objectStore: ObjectStoreConfig;
  papers: PaperSettings;
  /** Default: the templates that come with Yichu, verified at this service. */
  documents?: DocumentSettings;
  /** Default: the rule sets that come with Yichu. */
  rules?: RuleSettings;
}

export function readDecisionConfig(env: NodeJS.ProcessEnv): DecisionConfig {
  return {
    ...readServiceConfig('repair-decision', env),
    registryUrl: requireEnv(env, 'REGISTRY_URL').replace(/\/+$/, ''),
    registryTimeoutMs: 3 * SECOND,
    objectStore: readObjectStoreConfig(env),
    papers: readPaperSettings(env),
    documents: readDocumentSettings(env),
    rules: readRuleSettings(env),
  };
}

import type { Language } from '#i18n';
import type { RunningPlatform, ServiceUrls } from '#stack';

type Env = Record<string, string | undefined>;

/** Chinese unless `YICHU_LANG` says otherwise; `--lang` overrides both. */
export function languageFrom(env: Env = process.env): Language {
  return env['YICHU_LANG']?.startsWith('en') ? 'en' : 'zh-CN';
}

/** Where services and platforms run that the demo did not start. */
export interface AttachSettings {
  urls: ServiceUrls;
  /** Addresses by which both the demo and the publisher reach them. */
  platforms: Pick<RunningPlatform, 'behaviour' | 'url'>[];
  issuerKeyFile: string;
  infrastructure: { kafka: string; postgres: string };
  /** Addresses as people reach them, where they differ from those above. */
  shownUrls: Record<string, string>;
}

/** @throws a sentence that names the variable when one is missing. */
export function readAttachSettings(env: Env = process.env): AttachSettings {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} must be set for --attach.`);
    return value;
  };
  return {
    urls: {
      decision: required('DECISION_URL'),
      registry: required('REGISTRY_URL'),
      publisher: required('PUBLISHER_URL'),
    },
    // For example [{"behaviour":"honest","url":"http://honest:8080"}].
    platforms: JSON.parse(required('SUBSCRIBERS')) as AttachSettings['platforms'],
    issuerKeyFile: required('ISSUER_KEY_FILE'),
    infrastructure: {
      kafka: env['KAFKA_DESCRIPTION'] ?? 'compose',
      postgres: env['POSTGRES_DESCRIPTION'] ?? 'compose',
    },
    // For example {"http://honest:4100":"http://127.0.0.1:4101"}.
    shownUrls: JSON.parse(env['SHOWN_URLS'] ?? '{}') as Record<string, string>,
  };
}

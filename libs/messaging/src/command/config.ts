/** Where the topics step finds its broker. */
export interface TopicsSettings {
  brokers: string[];
  suffix: string;
}

export function readTopicsSettings(env: NodeJS.ProcessEnv = process.env): TopicsSettings {
  const brokers = (env['KAFKA_BROKERS'] ?? '').split(',').filter(Boolean);
  if (brokers.length === 0)
    throw new Error('KAFKA_BROKERS is missing: host:port, comma-separated.');
  return { brokers, suffix: env['TOPIC_SUFFIX'] ?? '' };
}

/** Whom the parked command talks to; options on its line come first. */
export interface ParkedSettings {
  url: string | undefined;
  token: string | undefined;
}

export function readParkedSettings(env: NodeJS.ProcessEnv = process.env): ParkedSettings {
  return { url: env['SERVICE_URL'], token: env['TOKEN'] };
}

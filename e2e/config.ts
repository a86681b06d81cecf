import type { Infrastructure } from '#infrastructure';

/** The environment of a demo that runs on the tests' infrastructure: ours, without Jest's flags. */
export function demoEnvironment(
  { postgres, kafka }: Infrastructure,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _jestFlags, ...rest } = env;
  return {
    ...rest,
    YICHU_INFRA: 'url',
    DATABASE_URL: postgres.adminUrl,
    KAFKA_BROKERS: kafka.brokers.join(','),
  };
}

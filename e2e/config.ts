import type { Infrastructure } from '#infrastructure';

/** This process's environment without Jest's flags, for programs that it starts. */
export function plainEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _jestFlags, ...rest } = env;
  return rest;
}

/** The environment of a demo that runs on the tests' infrastructure. */
export function demoEnvironment({ postgres, kafka }: Infrastructure): NodeJS.ProcessEnv {
  return {
    ...plainEnvironment(),
    YICHU_INFRA: 'url',
    DATABASE_URL: postgres.adminUrl,
    KAFKA_BROKERS: kafka.brokers.join(','),
  };
}

/** Where the test run lends its infrastructure; set by Jest's global setup. */
export function readHostUrl(env: NodeJS.ProcessEnv = process.env): string {
  const url = env['YICHU_TEST_HOST'];
  if (!url)
    throw new Error('Infrastructure for tests is lent by Jest: run the spec through `npm test`.');
  return url;
}

/** `LOG_LEVEL=debug npm test -- …` shows what services under test say; they are silent otherwise. */
export function readLogLevel(env: NodeJS.ProcessEnv = process.env): string {
  return env['LOG_LEVEL'] || 'silent';
}

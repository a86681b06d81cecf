import { readdirSync } from 'node:fs';
import { buildIfStale } from '../../../deploy/bootstrap/build.mjs';
import { openHost } from './infrastructure-host.mjs';

/** Once per run, in Jest's own process. Jest wants a default export. */
export default async function setUp({ rootDir, testPathPatterns }) {
  // The infrastructure itself, and services started as processes, run from dist.
  await buildIfStale();
  const host = await openHost();
  globalThis[Symbol.for('yichu.test.host')] = host;
  process.env.YICHU_TEST_HOST = host.url;
  // Now rather than at the first request: a first download may take longer than a test may.
  if (selectsInfrastructure(rootDir, testPathPatterns?.patterns ?? [])) await host.infrastructure();
}

/** Whether a spec that needs Postgres or Kafka is selected; pure ones run without. */
function selectsInfrastructure(rootDir, patterns) {
  const wanted = patterns.map((pattern) => new RegExp(pattern, 'i'));
  return ['apps', 'libs', 'e2e'].some((folder) =>
    readdirSync(`${rootDir}/${folder}`, { recursive: true })
      .map((name) => `${rootDir}/${folder}/${name}`)
      .filter((path) => /\.(int|e2e)\.spec\.ts$/.test(path))
      .some((path) => wanted.length === 0 || wanted.some((pattern) => pattern.test(path))),
  );
}

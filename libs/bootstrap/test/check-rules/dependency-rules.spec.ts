import { createRequire } from 'node:module';
import { PlantedRepository, repository } from './planted-repository.js';

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

/** Every rule, and the planted files that break it. A rule that never fires would be found here. */
const PLANTED: Record<string, [file: string, text: string][]> = {
  'no-circular': [
    ['libs/i18n/src/egg.ts', "import { hen } from './hen.js';\nexport const egg = () => hen;"],
  ],
  'not-to-unresolvable': [
    ['libs/i18n/src/lost.ts', "export * from './nowhere.js';"],
    ['libs/i18n/src/lost-lib.ts', "export * from '#nowhere';"],
  ],
  'domain-is-pure': [
    ['apps/one/src/domain/npm.ts', "export { ulid } from 'ulid';"],
    ['apps/one/src/domain/core.ts', "export { randomUUID } from 'node:crypto';"],
    ['apps/one/src/domain/types.ts', "export type { EntityManager } from 'typeorm';"],
    ['apps/one/src/domain/outside.ts', "export { thing } from '../storage/thing.js';"],
    ['apps/one/src/domain/lib.ts', "export { word } from '#signing';"],
  ],
  'apps-do-not-import-apps': [
    ['apps/one/src/neighbour.ts', "export { thing } from '../../two/src/storage/thing.js';"],
  ],
  'contracts-are-a-leaf': [['libs/contracts/src/branch.ts', "export { word } from '#signing';"]],
  'libs-do-not-import-apps': [
    [
      'libs/signing/src/upwards.ts',
      "export { thing } from '../../../apps/one/src/storage/thing.js';",
    ],
  ],
  'only-messaging-imports-kafkajs': [
    ['apps/one/src/use-cases/kafka.ts', "export { Kafka } from 'kafkajs';"],
    ['libs/bootstrap/src/kafka.ts', "export type { Kafka } from 'kafkajs';"],
  ],
  'typeorm-only-in-storage-use-cases-messaging': [
    ['apps/one/src/api/database.ts', "export { DataSource } from 'typeorm';"],
    ['apps/one/src/consumers/database.ts', "export { DataSource } from 'typeorm';"],
    ['libs/i18n/src/database.ts', "export { Pool } from 'pg';"],
  ],
  'api-does-not-import-storage': [
    ['apps/one/src/api/rows.ts', "export { ThingRow } from '../storage/thing.row.js';"],
    ['apps/one/src/api/stores.ts', "export type { thing } from '../storage/thing.js';"],
  ],
  'not-to-spec': [['libs/i18n/src/spec.ts', "export { tested } from './thing.spec.js';"]],
  'not-to-testing': [['libs/i18n/src/tests.ts', "export { drain } from '#testing';"]],
  'not-to-dev-dep': [
    ['libs/i18n/src/development.ts', "export { default as check } from 'fast-check';"],
  ],
};

/** What the rules are there to allow. */
const ALLOWED: Record<string, string> = {
  // A circle is reported once, at its other end.
  'libs/i18n/src/hen.ts': "import { egg } from './egg.js';\nexport const hen = () => egg;",
  'apps/one/src/domain/good.ts':
    "export type { word } from '#contracts';\nexport { other } from './other.js';",
  'apps/one/src/domain/other.ts': 'export const other = 1;',
  'apps/one/src/domain/good.spec.ts': "export { tool } from 'fast-check';",
  'apps/one/src/consumers/types.ts': "export type { EntityManager } from 'typeorm';",
  'apps/one/src/use-cases/database.ts': "export { DataSource } from 'typeorm';",
  'apps/one/src/api/use-cases.ts': "export { DataSource } from '../use-cases/database.js';",
  'apps/one/src/storage/thing.ts': "export { thing } from '../thing.js';",
  'apps/one/src/storage/thing.row.ts': 'export class ThingRow {}',
  'apps/one/src/thing.ts': 'export const thing = 1;',
  'apps/two/src/storage/thing.ts': 'export const thing = 2;',
  'libs/messaging/src/kafka.ts': "export { Kafka } from 'kafkajs';",
  'libs/contracts/src/index.ts': "export const word = 'word';",
  'libs/signing/src/index.ts': "export const word = 'word';",
  'libs/testing/src/index.ts': "export { drain } from 'fast-check';",
  'libs/i18n/src/thing.spec.ts': 'export const tested = 1;',
  'e2e/kafka.ts': "export { Kafka } from 'kafkajs';",
};

/** Seconds alone, a minute on a machine that is busy with the other tests. */
const PATIENCE = 180_000;

describe('the rules of who may import whom', () => {
  let planted: PlantedRepository;
  let found: { rule: string; file: string }[];

  beforeAll(async () => {
    const files = Object.fromEntries(Object.values(PLANTED).flat());
    planted = await PlantedRepository.of({ ...ALLOWED, ...files });
    const config = `${repository}.dependency-cruiser.cjs`;
    const report = (await planted.report('dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['apps', 'libs', 'e2e'],
      ...['--config', config, '--output-type', 'json'],
    ])) as Report;
    found = report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }));
  }, PATIENCE);

  afterAll(() => planted.remove());

  it('given the rules, then each has a planted violation', () => {
    const config = createRequire(import.meta.url)(`${repository}.dependency-cruiser.cjs`) as {
      forbidden: { name: string }[];
    };
    expect(Object.keys(PLANTED).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it.each(
    Object.entries(PLANTED).flatMap(([rule, files]) =>
      files.map(([file]) => [rule, file] as const),
    ),
  )('given a violation of %s in %s, then it is found', (rule, file) => {
    expect(found).toContainEqual({ rule, file });
  });

  it('given what is allowed, then nothing is found', () => {
    expect(found.filter(({ file }) => file in ALLOWED)).toEqual([]);
  });
});

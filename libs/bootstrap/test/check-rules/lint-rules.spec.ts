import { PlantedRepository, repository } from './planted-repository.js';

interface FileReport {
  filePath: string;
  messages: { ruleId: string | null }[];
}

/** File, its text, and the one rule that it breaks. */
const PLANTED: [file: string, text: string, rule: string][] = [
  ['apps/one/src/env.ts', 'export const home = process.env.HOME;', 'no-restricted-syntax'],
  [
    'apps/one/src/env-import.ts',
    "export { env } from './x.js';\nimport 'node:process';",
    'no-restricted-syntax',
  ],
  ['apps/one/src/domain/now.ts', 'export const now = () => Date.now();', 'no-restricted-syntax'],
  ['apps/one/src/domain/date.ts', 'export const date = () => new Date();', 'no-restricted-syntax'],
  [
    'apps/one/src/domain/chance.ts',
    'export const chance = () => Math.random();',
    'no-restricted-syntax',
  ],
  [
    'apps/one/src/domain/wait.ts',
    'export const wait = async (it: Promise<void>) => { await it; };',
    'no-restricted-syntax',
  ],
  ['apps/one/src/domain/home.ts', 'export const home = process.env.HOME;', 'no-restricted-syntax'],
  ['apps/one/src/mock.spec.ts', "jest.mock('./x.js');", 'no-restricted-syntax'],
  ['apps/one/src/default.ts', 'export default class Thing {}', 'no-restricted-exports'],
  [
    'apps/one/src/default-name.ts',
    'const thing = 1;\nexport { thing as default };',
    'no-restricted-exports',
  ],
  [
    'apps/one/src/floating.ts',
    'export function run(it: () => Promise<void>): void {\n  it();\n}',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'apps/one/src/any.ts',
    'export const it = (one: any): unknown => one as unknown;',
    '@typescript-eslint/no-explicit-any',
  ],
  [
    'apps/one/src/types.ts',
    "import { Thing } from './thing.js';\nexport const name = (it: Thing): string => it.name;",
    '@typescript-eslint/consistent-type-imports',
  ],
  [
    'apps/one/src/switch.ts',
    "export function of(it: 'a' | 'b'): void {\n  switch (it) {\n    case 'a':\n      return;\n  }\n}",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    'apps/one/src/switch-default.ts',
    "export function of(it: 'a' | 'b'): number {\n  switch (it) {\n    case 'a':\n      return 1;\n    default:\n      return 2;\n  }\n}",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
];

const ALLOWED: Record<string, string> = {
  'apps/one/src/config.ts': 'export const home = process.env.HOME;',
  'apps/one/src/main.ts': 'export const home = process.env.HOME;',
  'apps/one/src/x.ts': 'export const env = 1;',
  'apps/one/src/thing.ts': 'export class Thing {\n  name: string;\n}',
  'apps/one/src/now.ts': 'export const now = () => new Date();',
  'apps/one/src/domain/given.ts': 'export const day = (at: string) => new Date(at);',
  'apps/one/src/domain/given.spec.ts': 'export const at = () => new Date();',
  // Nest resolves what a constructor asks for by its class: such an import must stay a value.
  'apps/one/src/injected.ts': [
    "import { Injectable } from '@nestjs/common';",
    "import { Thing } from './thing.js';",
    '@Injectable()',
    'export class Holder {',
    '  constructor(readonly thing: Thing) {}',
    '}',
  ].join('\n'),
};

/** Seconds alone, a minute on a machine that is busy with the other tests. */
const PATIENCE = 180_000;

describe('the rules of ESLint', () => {
  let planted: PlantedRepository;
  let found: { file: string; rules: (string | null)[] }[];

  beforeAll(async () => {
    planted = await PlantedRepository.of({
      ...ALLOWED,
      ...Object.fromEntries(PLANTED.map(([file, text]) => [file, text])),
    });
    const report = (await planted.report('eslint/bin/eslint.js', [
      ...['--config', `${repository}eslint.config.js`],
      ...['--format', 'json', 'apps'],
    ])) as FileReport[];
    found = report.map(({ filePath, messages }) => ({
      file: planted.pathOf(filePath),
      rules: [...new Set(messages.map(({ ruleId }) => ruleId))],
    }));
  }, PATIENCE);

  afterAll(() => planted.remove());

  it.each(PLANTED)('given %s, then it is found', (file, _text, rule) => {
    expect(found).toContainEqual({ file, rules: [rule] });
  });

  it.each(Object.keys(ALLOWED))('given %s, then nothing is found', (file) => {
    expect(found).toContainEqual({ file, rules: [] });
  });
});

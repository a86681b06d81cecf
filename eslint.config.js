import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** `process.env` is read in one place per program; everything else gets typed configuration. */
const ENVIRONMENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Read the environment in config.ts and hand typed configuration on.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'Read the environment in config.ts and hand typed configuration on.',
  },
];

/** `domain/` gets time, chance and everything slow as arguments. */
const IMPURE = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Domain code gets the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Domain code gets the time as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Domain code gets chance as an argument.',
  },
  { selector: 'AwaitExpression', message: 'Domain code waits for nothing.' },
];

const MOCKED_MODULES = {
  selector:
    "MemberExpression[object.name='jest'][property.name=/^(mock|unstable_mockModule|doMock)$/]",
  message: 'Pass the dependency in: module mocks hide what a part needs.',
};

const NODE_GLOBALS = [
  ...['process', 'console', 'module', 'require', 'Buffer', 'URL', 'fetch', 'AbortController'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
];

export default tseslint.config(
  { ignores: ['dist/', '.yichu/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      // An implementation may be synchronous where its interface promises a promise.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', ...ENVIRONMENT],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: ['**/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ENVIRONMENT, ...IMPURE] },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...ENVIRONMENT, MOCKED_MODULES],
      // Answers of a service under test are JSON of any shape; the expectations check it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // The readers of the environment: a program's config.ts, its main.ts that hands it over, and the
    // finder of infrastructure with its tests.
    files: [
      '**/config.ts',
      'apps/*/src/main.ts',
      'libs/infrastructure/**/*.ts',
      'libs/testing/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])),
    },
  },
);

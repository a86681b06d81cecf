/** Who may import whom. Each rule is proven by a planted violation in libs/bootstrap/test/check-rules/dependency-rules.spec.ts. */
const TESTS = '(\\.spec\\.ts$|^(apps|libs)/[^/]+/test/|^e2e/|^libs/testing/)';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle can only be understood and changed whole.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that resolves to nothing escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-is-pure',
      comment: "Domain code imports its own domain/, and #contracts' words; no framework, no I/O.",
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: TESTS },
      to: {
        pathNot: ['^apps/$1/src/domain/', '^libs/(contracts|calendar|identifiers)/'],
      },
    },
    {
      name: 'apps-do-not-import-apps',
      comment: 'Only events and public HTTP cross the boundary of a service.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-are-a-leaf',
      comment: 'What all services share depends on none of them, and on no other lib.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: TESTS },
      to: { path: '^(apps|libs)/', pathNot: '^libs/contracts/' },
    },
    {
      name: 'libs-do-not-import-apps',
      comment: 'A lib is used by services, never the other way round.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-messaging-imports-kafkajs',
      comment: 'kafkajs stays behind one seam, where it is patched and supervised (docs/adr/0003).',
      severity: 'error',
      from: { pathNot: ['^libs/messaging/', TESTS] },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'typeorm-only-in-storage-use-cases-messaging',
      comment: 'Elsewhere the database is reached through a store; its types may be named.',
      severity: 'error',
      from: {
        pathNot: [
          '^apps/[^/]+/src/(storage|use-cases)/',
          '^libs/(messaging|ledger|bootstrap|infrastructure)/',
          TESTS,
        ],
      },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'api-does-not-import-storage',
      comment:
        'A controller calls a use case: what stores and tables are like is none of its business.',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/api/' },
      to: { path: '^apps/[^/]+/src/storage/' },
    },
    {
      name: 'not-to-spec',
      comment: 'A test is nobody’s dependency.',
      severity: 'error',
      from: {},
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'not-to-testing',
      comment: 'What runs in production must not need what only tests need.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'not-to-dev-dep',
      comment:
        'A production install has no development packages, and never looks for infrastructure.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [TESTS, '^libs/infrastructure/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.yichu)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};

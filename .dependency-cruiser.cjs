/** The house rules of docs/architecture.md: who may import whom. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain imports domain, and pure libraries; no Nest, TypeORM, driver or file system',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: ['^src/domain/', '^node_modules/(yaml)/', '^node_modules/@types/sarif/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'domain-does-no-io',
      comment: 'of Node itself the domain uses hashing, buffers and nothing that reads, writes or waits',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|string_decoder)$' },
    },
    {
      name: 'scanning-and-paths-are-below-reports',
      comment: 'what readers of all reports share knows none of them',
      severity: 'error',
      from: { path: '^src/domain/(scanning|paths)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/domain/', pathNot: '^src/domain/(scanning|paths|report-error|warning)' },
    },
    {
      name: 'findings-know-no-coverage',
      comment: 'files with little coverage become findings, never the other way',
      severity: 'error',
      from: { path: '^src/domain/findings/' },
      to: { path: '^src/domain/coverage/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(modules|cli|main|app)' },
    },
    {
      name: 'platform-takes-types-of-domain-only',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/domain/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'features-meet-through-readers-and-writers',
      comment: 'another feature only through its *.reader.ts, *.writer.ts, *.events.ts or its module',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', '\\.(reader|writer|events|module)\\.ts$'] },
    },
    {
      name: 'only-repositories-touch-typeorm',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: '(\\.(repository|reader|writer|entity|module|spec)\\.ts$|/entities/)' },
      to: { path: '^node_modules/(typeorm|pg|@nestjs/typeorm)' },
    },
    {
      name: 'controllers-reach-services',
      severity: 'error',
      from: { path: '^src/modules/.*\\.controller\\.ts$' },
      to: { path: '(\\.repository\\.ts$|/entities/)' },
    },
    {
      name: 'cli-stands-alone',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^src/(modules|platform|main|app)', '^node_modules/(@nestjs|typeorm|pg)/'] },
    },
    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '\\.spec\\.ts$', '^node_modules/(jest|fast-check|saxes)/'] },
    },
    { name: 'no-barrels', severity: 'error', from: {}, to: { path: '^src/.*/index\\.ts$' } },
    { name: 'resolvable', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

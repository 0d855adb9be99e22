/** Mutation testing of what a wrong verdict or a hole in the wall would come from (`npm run mutation`). */
export default {
  mutate: [
    'src/domain/gate/*.ts',
    'src/domain/ratings/*.ts',
    'src/domain/exact/*.ts',
    'src/modules/people/auth/guards/*.ts',
    'src/platform/tenancy/{access,access.guard,caller,role}.ts',
    '!src/**/*.spec.ts',
  ],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.mjs' },
  coverageAnalysis: 'perTest',
  // Constants of a module: for each of them all suites would have to load again.
  ignoreStatic: true,
  concurrency: 2,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: 'reports/stryker-tmp',
};

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseSeed } from './scripts/support/seed.mjs';

/** Workers take them from the environment. */
process.env.SEED = String(chooseSeed(process.env.SEED, process.env.PROGRAMME));
process.env.PROCESSOR_TIMES = path.join(tmpdir(), `quality-gate-times-${process.pid}.jsonl`);

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;

/** Packages that come as ESM only, or import what Jest cannot import, and are compiled along. */
const COMPILED_ALONG = [
  '@nestjs',
  '@octokit',
  'before-after-hook',
  'content-type',
  'json-with-bigint',
  'universal-user-agent',
  'badge-maker',
  '@vscode/tree-sitter-wasm',
  'jose',
  'openid-client',
  'oauth4webapi',
  'env-ci',
  'execa',
  'strip-final-newline',
  'npm-run-path',
  'path-key',
  'human-signals',
  'is-stream',
  'get-stream',
  'onetime',
  'mimic-fn',
];

/** Everything compiles to CommonJS: native ESM under Jest does not get through @nestjs/throttler. */
const shared = {
  // Projects share what was compiled for this checkout.
  id: createHash('sha256')
    .update(import.meta.dirname)
    .digest('hex')
    .slice(0, 16),
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/support/measured-environment.cjs',
  runtime: '<rootDir>/test/support/compiled-once-runtime.cjs',
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^fast-check$': '<rootDir>/test/support/seeded-fast-check.cjs',
  },
  transform: { '^.+\\.(t|j|mt|mj)s$': ['@swc/jest', { ...swc, swcrc: false }] },
  transformIgnorePatterns: [`/node_modules/(?!(${COMPILED_ALONG.join('|')})/)`],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
};

/** One PostgreSQL for all test files of a run. */
const withDatabase = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/scripts/**/*.spec.ts'] },
    { ...shared, ...withDatabase, displayName: 'integration', testMatch: ['<rootDir>/test/**/!(*.nightly).spec.ts'] },
    { ...shared, ...withDatabase, displayName: 'nightly', testMatch: ['<rootDir>/test/**/*.nightly.spec.ts'] },
  ],
  reporters: ['default', '<rootDir>/test/support/budget-reporter.mjs'],
  testTimeout: 180_000,
  // Never in Jest's own process: each suite leaves what it loaded behind, its AsyncLocalStorages among that, and every
  // promise of the suites after it pays for them. A worker that has grown is replaced. Three on two processors: suites wait
  // for services that they start, for browsers, and for deadlines.
  maxWorkers: 3,
  // One processor is as good as idle once a long suite is left for last.
  testSequencer: './test/support/longest-first.mjs',
  // Commands that test/service/documented-commands.nightly.spec.ts runs at once.
  maxConcurrency: 2,
  workerIdleMemoryLimit: '512MB',
};

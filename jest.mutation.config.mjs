import config from './jest.config.mjs';

const FOLDERS = [
  'domain/gate',
  'domain/ratings',
  'modules/people/auth',
  'modules/verdict/quality-gate',
  'modules/verdict/waiver',
  'platform/tenancy',
];

/** The unit tests of what is mutated: they need no database. */
export default {
  ...config.projects[0],
  displayName: undefined,
  testEnvironment: 'node',
  testMatch: FOLDERS.map((folder) => `<rootDir>/src/${folder}/**/*.spec.ts`),
};

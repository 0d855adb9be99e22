import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { GitRepository } from '../../../test/cli/support/git-repository.js';
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { collectReports } from './collect-reports.js';

const LCOV = 'TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n';
const COBERTURA = '<?xml version="1.0"?><coverage line-rate="1"><packages/></coverage>';
const SARIF = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a-tool"}},"results":[]}]}';

type Wanted = Parameters<typeof collectReports>[1];

const none: Wanted = { coverage: [], findings: [], tests: [], search: true };
const folder = GitRepository.create();
afterAll(() => folder.remove());
const within = (name: string) => path.join(folder.root, name);

async function collect(root: string, settings: Partial<Wanted> = {}, tracked: string[] = [], exclude: string[] = []) {
  const { reports, skipped } = await collectReports(
    { root: within(root), cwd: within(root), tracked: new Set(tracked), excluded: matchExcluded(exclude) },
    { ...none, ...settings },
  );
  return { reports: reports.map(({ name, format }) => [name, format]), skipped };
}

describe('searching', () => {
  it.each([
    ['rubocop.txt', 'lib/a.rb:7:1: C: Security/Eval: Avoid it.'],
    ['shellcheck-report.log', 'bin/a.sh:3:5: note: Double quote [SC2086]'],
    ['staticcheck.txt', 'cmd/a.go:10:2: this value is never used (SA4006)'],
    ['golangci-lint.txt', 'cmd/a.go:10:2: unchecked error (errcheck)'],
    ['clang-tidy.txt', 'src/a.cpp:4:1: warning: use nullptr [modernize-use-nullptr]'],
    ['luacheck.txt', "src/a.lua:9:1: (W213) unused loop variable 'i'"],
    ['pylint.txt', 'shop/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)'],
  ])('finds %s, which a tool printed for people', async (name, line) => {
    folder.write({ [`lines-${name}/${name}`]: `${line}\n` });
    expect((await collect(`lines-${name}`)).reports).toEqual([[name, 'lines']]);
  });

  it('finds reports by name, at most six folders deep, and never in folders of tools', async () => {
    folder.write({
      'a/coverage/lcov.info': LCOV,
      'a/1/2/3/4/5/6/lcov.info': LCOV,
      'a/1/2/3/4/5/6/7/lcov.info': LCOV,
      'a/node_modules/x/lcov.info': LCOV,
      'a/dist/lcov.info': LCOV,
      'a/.venv/lcov.info': LCOV,
      'a/py/coverage.xml': COBERTURA,
      'a/py/notes.info': LCOV,
      'a/py/other.info': 'This is how it works.',
      'a/results.sarif': SARIF,
      'a/nested/.git/HEAD': '',
      'a/nested/lcov.info': LCOV,
    });
    expect(await collect('a')).toEqual({
      reports: [
        ['1/2/3/4/5/6/lcov.info', 'lcov'],
        ['coverage/lcov.info', 'lcov'],
        ['py/coverage.xml', 'cobertura'],
        ['py/notes.info', 'lcov'],
        ['results.sarif', 'sarif'],
      ],
      skipped: [],
    });
  });

  it('leaves out what is excluded: a file, a folder, a glob', async () => {
    folder.write({ 'ex/a/lcov.info': LCOV, 'ex/b/lcov.info': LCOV, 'ex/c/1/lcov.info': LCOV, 'ex/lcov.info': LCOV });
    expect(await collect('ex', {}, [], ['a/lcov.info', 'b/', 'c/**'])).toEqual({
      reports: [['lcov.info', 'lcov']],
      skipped: [
        { path: 'a/lcov.info', reason: 'excluded' },
        { path: 'b/lcov.info', reason: 'excluded' },
        { path: 'c/1/lcov.info', reason: 'excluded' },
      ],
    });
    const named = await collect('ex', { coverage: ['a/lcov.info'] }, [], ['**']);
    expect(named.reports).toEqual([['a/lcov.info', 'lcov']]);
  });

  it('finds coverage by the names that toolchains give it', async () => {
    folder.write({
      'g/coverage.out': 'mode: set\nexample.org/shop/a.go:1.1,2.2 1 1\n',
      'g/go.mod': 'module example.org/shop\n',
      'g/coverage/.resultset.json': JSON.stringify({ RSpec: { coverage: { 'a.rb': [1] } } }),
      'g/coverage/coverage-final.json': JSON.stringify({ 'a.js': { statementMap: {} } }),
      'g/py/coverage.json': JSON.stringify({ meta: { show_contexts: false }, files: {} }),
      'g/net/coverage.opencover.xml': '<CoverageSession/>',
      'g/sonar-coverage.xml': '<coverage version="1"/>',
      'g/llvm-cov.json': JSON.stringify({ type: 'llvm.coverage.json.export', data: [] }),
    });
    expect((await collect('g')).reports).toEqual([
      ['coverage.out', 'go'],
      ['coverage/.resultset.json', 'simplecov'],
      ['coverage/coverage-final.json', 'istanbul'],
      ['llvm-cov.json', 'llvm'],
      ['net/coverage.opencover.xml', 'opencover'],
      ['py/coverage.json', 'coveragepy'],
      ['sonar-coverage.xml', 'sonarqube'],
    ]);
  });

  it('finds test results by the names that runners give them', async () => {
    const junit = '<testsuite name="s"><testcase name="t"/></testsuite>';
    folder.write({
      't/junit.xml': junit,
      't/reports/junit-api.xml': junit,
      't/reports/JUnit.xml': junit,
      't/target/surefire-reports/TEST-org.acme.CartTest.xml': junit,
      't/build/test-results/test/cart.xml': `<testsuites>${junit}</testsuites>`,
      't/test-results/deep/er/results.xml': junit,
      't/test-results/trace.json': '{}',
      't/reports/results.xml': junit,
      't/testjunit.xml': junit,
      't/node_modules/x/junit.xml': junit,
    });
    expect((await collect('t')).reports).toEqual([
      ['build/test-results/test/cart.xml', 'junit'],
      ['junit.xml', 'junit'],
      ['reports/JUnit.xml', 'junit'],
      ['reports/junit-api.xml', 'junit'],
      ['target/surefire-reports/TEST-org.acme.CartTest.xml', 'junit'],
      ['test-results/deep/er/results.xml', 'junit'],
    ]);
  });

  it('leaves out what is no report, and says why', async () => {
    folder.write({ 'b/lcov.info': '', 'b/coverage.xml': '<project/>', 'b/x.sarif': 'hello' });
    expect(await collect('b')).toEqual({
      reports: [],
      skipped: [
        { path: 'coverage.xml', reason: 'not a coverage report of a known format' },
        { path: 'lcov.info', reason: 'the file is empty' },
        { path: 'x.sarif', reason: 'not a findings report of a known format' },
      ],
    });
  });

  it('names files that look like reports and are not named like any', async () => {
    const filler = `<!-- ${'x'.repeat(1_024)} -->`;
    const errors = '<errors><error id="a" severity="error" msg="no"><location file="a.c" line="1"/></error></errors>';
    folder.write({
      'u/out/analysis.xml': `<results version="2"><cppcheck version="2.9"/>${errors}</results>${filler}`,
      'u/old.xml': `<results><error file="a.c" line="1" id="a" severity="error" msg="no"/></results>${filler}`,
      'u/mutations.xml': `<mutations>${filler}</mutations>`,
      'u/data.json': JSON.stringify({ results: [], name: 'x'.repeat(2_000) }),
      'u/small.xml': '<mutations/>',
      'u/vendor/mutations.xml': `<mutations>${filler}</mutations>`,
      'u/own.xml': `<mutations>${filler}</mutations>`,
      'u/left/out.xml': `<mutations>${filler}</mutations>`,
    });
    expect(await collect('u', {}, ['own.xml'], ['left/'])).toEqual({
      reports: [],
      skipped: [
        { path: 'mutations.xml', reason: 'it looks like PIT mutation XML, which is not supported' },
        { path: 'old.xml', reason: "cppcheck's XML of version 1 is not supported, only 2." },
        {
          path: 'out/analysis.xml',
          reason: 'cppcheck XML, but its name is not that of a report: include it with --findings out/analysis.xml',
        },
      ],
    });
  });

  it('names ten of them and no more, of a kibibyte and more', async () => {
    const report = (size: number) => '<mutations>'.padEnd(size, ' ');
    folder.write(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`v/m${10 + at}.xml`, report(1_024)])));
    expect((await collect('v')).skipped.map(({ path: file }) => file)).toEqual(
      Array.from({ length: 10 }, (_, at) => `m${10 + at}.xml`),
    );
    folder.write({ 'w/a.xml': report(1_023) });
    expect((await collect('w')).skipped).toEqual([]);
  });

  it('takes committed reports, but no committed samples', async () => {
    folder.write({ 'c/lcov.info': LCOV, 'c/test/fixtures/lcov.info': LCOV, 'c/test/out/lcov.info': LCOV });
    const { reports, skipped } = await collect('c', {}, ['lcov.info', 'test/fixtures/lcov.info']);
    expect(reports).toEqual([
      ['lcov.info', 'lcov'],
      ['test/out/lcov.info', 'lcov'],
    ]);
    expect(skipped).toEqual([
      { path: 'test/fixtures/lcov.info', reason: 'a committed sample; name it with --coverage if it counts' },
    ]);
  });

  it('can be switched off', async () => {
    expect((await collect('a', { search: false })).reports).toEqual([]);
  });
});

describe('naming', () => {
  it('searches only for the kind that is not named', async () => {
    const { reports } = await collect('a', { coverage: ['py/*.xml', 'dist/lcov.info'] });
    expect(reports).toEqual([
      ['py/coverage.xml', 'cobertura'],
      ['dist/lcov.info', 'lcov'],
      ['results.sarif', 'sarif'],
    ]);
  });

  it('takes a file once, and a path with the characters of a glob', async () => {
    folder.write({ 'd/a[1]/x.info': LCOV });
    expect((await collect('d', { coverage: ['a[1]/x.info', '**/*.info'] })).reports).toEqual([['a[1]/x.info', 'lcov']]);
  });

  it('takes compressed coverage', async () => {
    folder.write({ 'e/x': '' });
    writeFileSync(within('e/lcov.info.gz'), gzipSync(LCOV));
    expect((await collect('e', { coverage: ['*.gz'] })).reports).toEqual([['lcov.info.gz', null]]);
  });

  it.each([
    ['*.info', ['a.info']],
    ['**/*.info', ['.h/a.info', 'a.info', 's/a.info', 's/t/a.info']],
    ['s/**', ['s/a.info', 's/t/a.info']],
    ['s/*/a.info', ['s/t/a.info']],
    ['./{s,s/t}/?.info', ['s/a.info', 's/t/a.info']],
    ['s/../[.a-h]*.info', ['a.info']],
    [`${folder.root}/glob/s/*.info`, ['s/a.info']],
  ])('finds the files that %s names', async (glob, names) => {
    for (const name of ['a.info', '.h/a.info', 's/a.info', 's/t/a.info']) folder.write({ [`glob/${name}`]: LCOV });
    expect((await collect('glob', { coverage: [glob] })).reports).toEqual(names.map((name) => [name, 'lcov']));
  });

  it("takes linear time for a stranger's globs", async () => {
    folder.write({ [`h/${'a'.repeat(200)}`]: LCOV });
    const started = performance.now();
    for (const glob of [`${'*a'.repeat(100)}b`, `${'{a,b}'.repeat(50)}*`, `${'**/'.repeat(100)}b`, '+(+(+(a)*)*)*b'])
      await expect(collect('h', { coverage: [glob] })).rejects.toMatchObject({ kind: 'unusable_input' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it.each([
    [{ coverage: ['nowhere/*.info'] }, '--coverage nowhere/*.info matches no file.'],
    [{ findings: ['lcov.info'] }, 'lcov.info: not a findings report of a known format.'],
    [{ coverage: ['coverage.xml'] }, 'coverage.xml: not a coverage report of a known format.'],
    [{ coverage: ['lcov.info'] }, 'lcov.info: the file is empty.'],
  ])('refuses %p', async (settings, message) => {
    folder.write({ 'b/lcov.info': 'findings' in settings ? LCOV : '', 'b/coverage.xml': '<project/>' });
    await expect(collect('b', settings)).rejects.toMatchObject({ kind: 'unusable_input', message });
  });

  it('refuses coverage beyond 25 MiB, and takes exactly that', async () => {
    const limit = 25 * 1024 * 1024;
    folder.write({ 'f/at.info': LCOV.padEnd(limit, '\n'), 'f/above.info': LCOV.padEnd(limit + 1, '\n') });
    expect((await collect('f', { coverage: ['at.info'] })).reports).toHaveLength(1);
    await expect(collect('f', { coverage: ['above.info'] })).rejects.toThrow('above.info: larger than 25 MiB.');
  });
});

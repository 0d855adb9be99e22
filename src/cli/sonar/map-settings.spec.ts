import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { mapSettings, readPattern } from './map-settings.js';

const setting = (key: string, values: readonly string[], isInherited = false) => ({ key, values, isInherited });

describe('readPattern', () => {
  it.each([
    ['**/*Test.java', ['src/a/ATest.java', 'ATest.java'], ['src/ATest.kt']],
    ['src/generated/**', ['src/generated/a/b.js', 'src/generated/a.js'], ['lib/src/generated/a.js']],
    ['/src/*.js', ['src/a.js'], ['src/b/a.js']],
    ['**.spec.ts', ['a.spec.ts', 'src/b/a.spec.ts'], ['a.ts']],
    ['src/**Stub.java', ['src/AStub.java', 'src/a/b/AStub.java'], ['lib/AStub.java']],
    ['src/Gen**Stub.java', ['src/GenAStub.java', 'src/Gen/b/AStub.java', 'src/Gena/Stub.java'], ['src/AStub.java']],
    ['src/gen**', ['src/gen.js', 'src/generated/a/b.js'], ['src/a/gen.js']],
    ['app/[id]/page.ts', ['app/[id]/page.ts'], ['app/i/page.ts']],
    ['app/{a,b}.ts', ['app/{a,b}.ts'], ['app/a.ts']],
    ['src/a?.js', ['src/ab.js'], ['src/a.js', 'src/a/.js']],
  ])('%s', (pattern, inside, outside) => {
    const isExcluded = matchExcluded(readPattern(pattern)!);
    for (const file of inside) expect([file, isExcluded(file)]).toEqual([file, true]);
    for (const file of outside) expect([file, isExcluded(file)]).toEqual([file, false]);
  });

  it('has no glob for absolute paths', () => {
    expect(readPattern('file:**/secret/**')).toBeNull();
  });
});

describe('mapSettings', () => {
  it('fills the lists of qgate.yml, each entry once', () => {
    const { lists } = mapSettings([
      setting('sonar.exclusions', ['gen/**', '**/*.min.js']),
      setting('sonar.test.exclusions', ['gen/**']),
      setting('sonar.coverage.exclusions', ['scripts/**']),
      setting('sonar.cpd.exclusions', ['test/**']),
      setting('sonar.javascript.lcov.reportPaths', ['./coverage/lcov.info']),
      setting('sonar.junit.reportPaths', ['build/test-results/', 'a/*.xml']),
    ]);
    expect(Object.fromEntries(lists)).toEqual({
      exclude: ['gen/**', '**/*.min.js'],
      coverage_exclude: ['scripts/**'],
      duplication_exclude: ['test/**'],
      coverage: ['coverage/lcov.info'],
      tests: ['build/test-results/*.xml', 'a/*.xml'],
    });
  });

  it('takes inherited exclusions, and no inherited path of a report', () => {
    const { lists, others } = mapSettings([
      setting('sonar.global.exclusions', ['gen/**'], true),
      setting('sonar.python.coverage.reportPaths', ['coverage-reports/*coverage-*.xml'], true),
    ]);
    expect([Object.fromEntries(lists), others]).toEqual([{ exclude: ['gen/**'] }, 1]);
  });

  it('names what shapes the judgement and has no counterpart, and counts the rest', () => {
    const { unmapped, others } = mapSettings([
      setting('sonar.inclusions', ['src/**']),
      setting('sonar.issue.ignore.multicriteria', ['{}'], true),
      setting('sonar.php.phpstan.reportPaths', ['phpstan.json']),
      setting('web.sonar.exclusions', ['public/**']),
      setting('sonar.coverageReportPaths', ['/home/ci/coverage.xml', '../coverage.xml']),
      setting('sonar.exclusions', ['file:/srv/**']),
      setting('sonar.cpd.cross_project', ['false'], true),
      setting('sonar.auth.secret', ['hush']),
      setting('sonar.test.inclusions', []),
    ]);
    expect(unmapped.map(({ key, value }) => [key, value])).toEqual([
      ['sonar.coverageReportPaths', '/home/ci/coverage.xml'],
      ['sonar.coverageReportPaths', '../coverage.xml'],
      ['sonar.exclusions', 'file:/srv/**'],
      ['sonar.inclusions', null],
      ['sonar.issue.ignore.multicriteria', null],
      ['sonar.php.phpstan.reportPaths', null],
      ['web.sonar.exclusions', null],
    ]);
    expect(others).toBe(3);
  });
});

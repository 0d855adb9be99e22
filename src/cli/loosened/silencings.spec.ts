import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { isNightly } from '../../../test/support/programme.js';
import { SILENCINGS, sourceOf } from '../../../test/support/silencings.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { evaluateGate } from '../../domain/gate/evaluate-gate.js';
import { measureScan } from '../../domain/gate/measure-scan.js';
import { DEFAULT_POLICY } from '../../domain/gate/policy.js';
import { countFindings } from '../../domain/ratings/scan-counters.js';
import { openCheckout } from '../git/git.js';
import { listTrackedFiles } from '../git/tracked-files.js';
import { findChangedLines } from '../run/find-change.js';
import { findWeakening } from '../run/find-weakening.js';
import { reportDirectives } from '../suppressions/directive-report.js';

type Files = Readonly<Record<string, string>>;

/** A change of a small repository that silences a tool or a test. */
interface Scripted {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
}

const QUIET = { note: () => undefined, detail: () => undefined };
const progress = {
  ...QUIET,
  step: <T>(_: string, work: (step: { say: () => void }) => Promise<T>) => work({ say: () => undefined }),
} as unknown as Parameters<typeof findWeakening>[0]['progress'];

/** Three directives of each of the eight languages: their first ones. */
const DIRECTIVES: readonly Scripted[] = SILENCINGS.filter((_, at) => at % 5 < 3).map((each) => ({
  name: `${each.path}: ${each.named.directive}`,
  before: { [each.path]: [...each.before, ''].join('\n') },
  after: { [each.path]: sourceOf(each) },
}));

const text = (...lines: readonly string[]): string => [...lines, ''].join('\n');
const changed = (path: string, before: string, after: string): Scripted => ({
  ...{ name: `${path}: ${after.split('\n').find((line) => !before.includes(line)) ?? 'shorter'}` },
  ...{ before: { [path]: before }, after: { [path]: after } },
});

/** Two ways beside the source for each of the languages: configuration that looks for less, and weaker tests. */
const BESIDE: readonly Scripted[] = [
  changed('.eslintrc.json', '{"rules":{"no-eval":"error"}}', '{"rules":{"no-eval":"off"}}'),
  changed(
    'jest.config.json',
    '{"coverageThreshold":{"global":{"lines":80}}}',
    '{"coverageThreshold":{"global":{"lines":60}}}',
  ),
  changed('pyproject.toml', text('[tool.ruff]', 'select = ["E", "S"]'), text('[tool.ruff]', 'select = ["E"]')),
  changed(
    'tests/test_run.py',
    text('def test_run():', '    assert run(1)', '    assert run(2)'),
    text('def test_run():', '    assert run(1)'),
  ),
  changed(
    'checkstyle.xml',
    text('<module name="Checker">', '<module name="A"/>', '</module>'),
    text('<module name="Checker">', '</module>'),
  ),
  changed(
    'src/test/java/CartTest.java',
    'class CartTest { @Test void a() { assertEquals(1, a()); } }\n',
    'class CartTest { @Test void a() { a(); } }\n',
  ),
  changed('.golangci.yml', text('linters:', '  enable: [gosec]'), text('linters:', '  enable: []')),
  changed(
    '.github/workflows/go.yml',
    text('steps:', '  - run: go vet ./...'),
    text('steps:', '  - run: go vet ./... || true'),
  ),
  changed(
    '.globalconfig',
    text('is_global = true', 'dotnet_diagnostic.CA2100.severity = error'),
    text('is_global = true', 'dotnet_diagnostic.CA2100.severity = none'),
  ),
  changed(
    'test/CartTests.cs',
    'class CartTests { [Fact] void A() { Assert.Equal(1, A()); } }\n',
    'class CartTests { [Fact] void A() { A(); } }\n',
  ),
  changed('phpstan.neon', text('parameters:', '  level: 8'), text('parameters:', '  level: 1')),
  changed(
    'sonar-project.properties',
    text('sonar.sources=src'),
    text('sonar.sources=src', 'sonar.exclusions=src/Legacy/**'),
  ),
  changed('.rubocop.yml', text('Security/Eval:', '  Enabled: true'), text('Security/Eval:', '  Enabled: false')),
  changed(
    '.rubocop_todo.yml',
    text('Security/Eval:', '  Exclude: []'),
    text('Security/Eval:', '  Exclude: [lib/run.rb]'),
  ),
  changed('.clang-tidy', text('Checks: "*"'), text('Checks: "-*"')),
  changed('tests/run_test.cpp', 'TEST(A, B) { EXPECT_EQ(1, run()); }\n', 'TEST(A, B) { run(); }\n'),
];

const SCRIPTED = [...DIRECTIVES, ...BESIDE];

/** Judges what `qgate` sends of a change by the default policy, and with thresholds of 0. */
async function judge({ before, after }: Scripted) {
  const repository = GitRepository.create();
  try {
    repository.commit(before);
    repository.git('checkout', '-qb', 'change');
    repository.commit(after);
    const git = await openCheckout(repository.root, BARE_ENV);
    const tracked = await listTrackedFiles(git);
    const place = { git, progress, terminal: { env: {}, interrupted: new AbortController().signal } as never };
    const identity = {
      base: { value: 'main' },
      branch: { value: 'change' },
      commit: { value: 'HEAD' },
      baseCommit: null,
    };
    const change = await findChangedLines(place, identity as never, tracked);
    const { loosened, assertions } = await findWeakening(place, change, tracked, false);
    const touched = {
      paths: change.files.map(({ path }) => path),
      findGeneratedBefore: () => Promise.resolve(new Set<string>()),
    };
    const secrets = { lines: new Map(), texts: [] } as never;
    const report = await reportDirectives({
      ...{ root: git.root, tracked, touched, generated: new Set(), secrets },
      explain: () => undefined,
    });
    const read = parseFindings(report.file.content, { format: 'suppressions' } as never);
    const directives = report.count;
    const facts = {
      ...{ isBaselineScan: false, hasFindingsReport: true, counters: countFindings([]), duplicationPct: null },
      ...{
        duplicatedLines: null,
        newDuplication: null,
        rating: null,
        tests: null,
        base: null,
        loosened: loosened.length,
      },
      coverage: { allLines: null, changedLines: null, hasUnmatchedChange: false, defaultBranchHasCoverage: false },
      suppressions: { added: directives, unexplained: 0, hiddenHigh: 0 },
      ...{ failedTools: [], missingTools: [], owedReports: [] },
    };
    const measures = measureScan(facts, true);
    const statusOf = (policy: typeof DEFAULT_POLICY) => evaluateGate(policy, measures, () => null).status;
    return {
      isRead: read.ok,
      byDefault: statusOf(DEFAULT_POLICY),
      strict: statusOf({ ...DEFAULT_POLICY, new_suppressions_max: 0, loosened_settings_max: 0 }),
      named: directives + loosened.length + assertions.length,
      fewerAssertions: assertions.length,
    };
  } finally {
    repository.remove();
  }
}

describe('scripted silencings', () => {
  it('are forty, in eight languages', () => {
    expect([DIRECTIVES.length, BESIDE.length]).toEqual([24, 16]);
    expect(new Set(SCRIPTED.map(({ name }) => name)).size).toBe(40);
  });

  // One of five is enough to see that the way is whole; the night plays all of them.
  it.each(isNightly ? SCRIPTED : SCRIPTED.filter((_, at) => at % 5 === 0))('$name', async (scripted) => {
    const { named, fewerAssertions, strict, ...rest } = await judge(scripted);
    expect(rest).toEqual({ isRead: true, byDefault: 'passed' });
    expect(named).toBeGreaterThan(0);
    // Fewer assertions are evidence without a rule.
    expect(strict).toBe(fewerAssertions === named ? 'passed' : 'failed');
  });
});

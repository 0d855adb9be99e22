import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { readLoosened } from '../../domain/loosened/loosened-setting.js';
import { openCheckout } from '../git/git.js';
import { listTrackedFiles } from '../git/tracked-files.js';
import { findChangedLines } from '../run/find-change.js';
import { findWeakening, type Weakening } from '../run/find-weakening.js';
import { findLoosened } from './find-loosened.js';

/** Texts of files; null for one that a change deletes. */
type Files = Readonly<Record<string, string | null>>;

const SILENT = {
  note: () => undefined,
  detail: () => undefined,
  step: <T>(_: string, work: (step: { say: () => void }) => Promise<T>) => work({ say: () => undefined }),
} as unknown as Parameters<typeof findWeakening>[0]['progress'];

/** Finds what a change from one state of some files to another loosens. */
async function weaken(before: Files, after: Files, isTrusted = false): Promise<Weakening> {
  const repository = GitRepository.create();
  try {
    repository.write(before as Record<string, string>);
    if ('node_modules/.bin/eslint' in before) chmodSync(path.join(repository.root, 'node_modules/.bin/eslint'), 0o755);
    repository.commit();
    repository.git('checkout', '-qb', 'change');
    const gone = Object.keys(after).filter((file) => after[file] === null);
    if (gone.length > 0) repository.git('rm', '-q', ...gone);
    repository.commit(
      Object.fromEntries(Object.entries(after).filter(([, text]) => text !== null)) as Record<string, string>,
    );
    const place = {
      git: await openCheckout(repository.root, BARE_ENV),
      progress: SILENT,
      terminal: { env: process.env, interrupted: new AbortController().signal } as never,
    };
    const tracked = await listTrackedFiles(place.git);
    const identity = {
      base: { value: 'main' },
      branch: { value: 'change' },
      commit: { value: 'HEAD' },
      baseCommit: null,
    };
    return await findWeakening(place, await findChangedLines(place, identity as never, tracked), tracked, isTrusted);
  } finally {
    repository.remove();
  }
}

/** Moves files into a folder of their own, but for those that count at the root alone. */
const inFolder = (files: Files, folder: string): Files =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [AT_ROOT.test(file) ? file : `${folder}/${file}`, text]),
  );

const AT_ROOT = /^(?:\.gitleaks|\.semgrep|qgate|\.codestax|CODEOWNERS|\.github)/;

type Case = readonly [name: string, before: Files, after: Files, expected: readonly unknown[]];

/** Weakens by all cases as one change, and answers the part of each by its name. */
async function weakenAll(cases: readonly Case[]): Promise<(name: string) => Weakening> {
  const folderOf = (name: string) => `case-${cases.findIndex((each) => each[0] === name)}`;
  const all = (side: 1 | 2): Files =>
    Object.assign({}, ...cases.map((each) => inFolder(each[side], folderOf(each[0]))));
  const { loosened, assertions } = await weaken(all(1), all(2));
  expect(readLoosened(loosened, [])).toEqual(loosened);
  return (name) => {
    const [, before, after] = cases.find((each) => each[0] === name)!;
    const own = new Set(Object.keys({ ...inFolder(before, folderOf(name)), ...inFolder(after, folderOf(name)) }));
    const bare = (file: string) => file.replace(/^case-\d+\//, '');
    return {
      loosened: loosened.filter(({ path: file }) => own.has(file)).map((each) => ({ ...each, path: bare(each.path) })),
      assertions: assertions
        .filter(({ filePath }) => own.has(filePath))
        .map((each) => ({ ...each, filePath: bare(each.filePath) })),
    };
  };
}

const linesOf = ({ loosened }: Weakening): string[] =>
  loosened.map(({ path: file, tool, key, was, is }) => `${file} ${tool} ${key}: ${was} > ${is}`);

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const js = (...lines: string[]) => `it('works', () => {\n${lines.join('\n')}\n});\n`;

const LOOSENED: readonly Case[] = [
  [
    'rules of ESLint that fell or went, and none that rose',
    { '.eslintrc.json': json({ rules: { 'no-eval': 'error', eqeqeq: [2, 'always'], curly: 1, semi: 'off' } }) },
    { '.eslintrc.json': json({ rules: { 'no-eval': 'off', eqeqeq: ['warn'], semi: 'error' } }) },
    [
      '.eslintrc.json eslint rules.no-eval: error > off',
      '.eslintrc.json eslint rules.eqeqeq: 2, always > warn',
      '.eslintrc.json eslint rules.curly: 1 > null',
    ],
  ],
  [
    'a higher limit of an ESLint rule, and a rule that is switched off',
    { '.eslintrc.json': json({ extends: 'x', rules: { complexity: ['error', 10], 'max-lines': ['error', 90] } }) },
    {
      '.eslintrc.json': json({
        extends: 'x',
        rules: { complexity: ['error', 11], 'max-lines': ['error', 90], a: 0 },
      }),
    },
    ['.eslintrc.json eslint rules.complexity: error, 10 > error, 11', '.eslintrc.json eslint rules.a: null > 0'],
  ],
  [
    'ignored files',
    { '.eslintrc.json': '{}', '.eslintignore': 'dist\n' },
    { '.eslintignore': '# generated\ndist\nsrc/old/\n' },
    ['.eslintignore eslint patterns: dist > dist, src/old/'],
  ],
  [
    'a configuration in JavaScript, by its lines',
    { 'eslint.config.js': 'export default [\n  { rules: { "no-eval": "error" } },\n];\n' },
    { 'eslint.config.js': 'export default [\n  { rules: { "no-eval": "off" } },\n];\n' },
    ['eslint.config.js eslint line 2: null > null'],
  ],
  [
    'a deleted configuration',
    { '.eslintrc.json': json({ rules: { 'no-eval': 'error' } }), '.stylelintrc.json': '{}' },
    { '.eslintrc.json': null, '.stylelintrc.json': null },
    ['.stylelintrc.json stylelint deleted: null > null', '.eslintrc.json eslint rules.no-eval: error > null'],
  ],
  [
    'strictness of TypeScript',
    { 'tsconfig.json': '{ // all\n "compilerOptions": { "strict": true, "noUnusedLocals": true, }, }' },
    { 'tsconfig.json': json({ compilerOptions: { strict: true, strictNullChecks: false, skipLibCheck: true } }) },
    [
      'tsconfig.json typescript compilerOptions.noUnusedLocals: true > null',
      'tsconfig.json typescript compilerOptions.strictNullChecks: null > false',
      'tsconfig.json typescript compilerOptions.skipLibCheck: null > true',
    ],
  ],
  [
    'strictness of JavaScript that TypeScript checks',
    { 'web/jsconfig.json': '{ // all\n "compilerOptions": { "checkJs": true, "strict": true }, "exclude": ["dist"] }' },
    { 'web/jsconfig.json': json({ compilerOptions: { checkJs: false, strict: true }, exclude: ['dist', 'old'] }) },
    [
      'web/jsconfig.json typescript compilerOptions.checkJs: true > false',
      'web/jsconfig.json typescript exclude: dist > dist, old',
    ],
  ],
  [
    'a followed file, and no setting that only moved there',
    {
      'tsconfig.json': json({ extends: './config/base.json', compilerOptions: { strict: true } }),
      'config/base.json': json({ compilerOptions: { noUnusedLocals: true } }),
    },
    {
      'tsconfig.json': json({ extends: './config/base.json' }),
      'config/base.json': json({ compilerOptions: { strict: true } }),
    },
    [
      'config/base.json typescript compilerOptions.noUnusedLocals: true > null',
      'tsconfig.json typescript compilerOptions.noUnusedLocals: true > null',
    ],
  ],
  [
    'Ruff in pyproject.toml',
    { 'pyproject.toml': '[tool.ruff]\nline-length = 88\n[tool.ruff.lint]\nselect = ["E", "S"]\n' },
    {
      'pyproject.toml':
        '[tool.ruff]\nline-length = 120\n[tool.ruff.lint]\nselect = ["E"]\nignore = ["E501"]\n[tool.ruff.lint.per-file-ignores]\n"a.py" = ["E1"]\n',
    },
    [
      'pyproject.toml ruff line-length: 88 > 120',
      'pyproject.toml ruff select: E, S > E',
      'pyproject.toml ruff ignore: null > E501',
      'pyproject.toml ruff per-file-ignores.a.py: null > E1',
    ],
  ],
  [
    'pylint and flake8',
    {
      '.pylintrc': '[MESSAGES CONTROL]\ndisable=a\n[MASTER]\nfail-under=9\n',
      'setup.cfg': '[flake8]\nextend-ignore = E1\n',
    },
    {
      '.pylintrc': '[MESSAGES CONTROL]\ndisable=a,\n  b\n[MASTER]\nfail-under=8.9\n',
      'setup.cfg': '[flake8]\nextend-ignore =\n  E1,\n  W5\nmax-complexity = 3\n',
    },
    [
      '.pylintrc pylint MESSAGES CONTROL.disable: a > a, b',
      '.pylintrc pylint MASTER.fail-under: 9 > 8.9',
      'setup.cfg flake8 extend-ignore: E1 > E1, W5',
    ],
  ],
  [
    'mypy',
    { 'mypy.ini': '[mypy]\nstrict = True\n' },
    { 'mypy.ini': '[mypy]\nstrict = False\n[mypy-a.*]\nignore_errors = True\n' },
    ['mypy.ini mypy mypy.strict: True > False', 'mypy.ini mypy mypy-a.*.ignore_errors: null > True'],
  ],
  [
    'RuboCop',
    { '.rubocop.yml': 'Metrics/MethodLength:\n  Max: 10\n' },
    { '.rubocop.yml': 'Metrics/MethodLength:\n  Max: 11\n  Exclude: [lib/a.rb]\nSecurity/Eval:\n  Enabled: false\n' },
    [
      '.rubocop.yml rubocop Metrics/MethodLength.Max: 10 > 11',
      '.rubocop.yml rubocop Metrics/MethodLength.Exclude: null > lib/a.rb',
      '.rubocop.yml rubocop Security/Eval.Enabled: null > false',
    ],
  ],
  [
    'golangci-lint',
    { '.golangci.yml': 'linters:\n  enable: [gosec, govet]\n' },
    {
      '.golangci.yml': 'linters:\n  enable: [govet]\nissues:\n  exclude-rules:\n    - path: a\n      linters: [x]\n',
    },
    [
      '.golangci.yml golangci-lint linters.enable: gosec, govet > govet',
      '.golangci.yml golangci-lint issues.exclude-rules: null > {"path":"a","linters":["x"]}',
    ],
  ],
  [
    'what golangci-lint shows',
    { '.golangci.yml': 'issues:\n  max-issues-per-linter: 0\n', 'a/.golangci.yml': 'issues:\n  max-same-issues: 2\n' },
    {
      '.golangci.yml': 'issues:\n  max-issues-per-linter: 10\n  max-same-issues: 1\n',
      'a/.golangci.yml': 'issues:\n  max-same-issues: 0\n  max-issues-per-linter: 60\n',
    },
    [
      '.golangci.yml golangci-lint issues.max-issues-per-linter: 0 > 10',
      '.golangci.yml golangci-lint issues.max-same-issues: null > 1',
    ],
  ],
  [
    'limits of JaCoCo',
    {
      'pom.xml': '<limit>\n<minimum>0.80</minimum>\n</limit>\n<limit>\n<maximum>10</maximum>\n</limit>\n',
      'build.gradle': 'limit {\n  minimum = 0.7\n}\nlimit {\n  minimum = 0.5\n}\n',
      'app/build.gradle.kts': 'limit {\n  minimum = "0.9".toBigDecimal()\n}\n',
    },
    {
      'pom.xml': '<limit>\n<minimum>0.75</minimum>\n</limit>\n<limit>\n<maximum>12</maximum>\n</limit>\n',
      'build.gradle': 'limit {\n  minimum = 0.8\n}\n',
      'app/build.gradle.kts': 'limit {\n  minimum = "0.2".toBigDecimal()\n}\n',
    },
    [
      'app/build.gradle.kts jacoco minimum, line 2: null > null',
      'build.gradle jacoco minimum, line 5: null > null',
      'pom.xml jacoco minimum, line 2: null > null',
      'pom.xml jacoco maximum, line 5: null > null',
    ],
  ],
  [
    'classes and tests that a build leaves out, and no dependency',
    {
      'pom.xml':
        '<plugin>\n<artifactId>jacoco-maven-plugin</artifactId>\n<excludes>\n<exclude>a/*</exclude>\n</excludes>\n</plugin>\n<exclude>x</exclude>\n',
      'build.gradle.kts': 'kover {\n  excludes = listOf(\n    "a"\n  )\n}\ntestImplementation("b") {\n}\n',
      'app/build.gradle': 'jacocoTestReport {\n  afterEvaluate {\n  }\n}\ntest {\n}\n',
    },
    {
      'pom.xml':
        '<plugin>\n<artifactId>jacoco-maven-plugin</artifactId>\n<excludes>\n<exclude>a/*</exclude>\n<exclude>b/*</exclude>\n</excludes>\n</plugin>\n<exclude>y</exclude>\n',
      'build.gradle.kts':
        'kover {\n  excludes = listOf(\n    "a",\n    "c"\n  )\n}\ntestImplementation("b") {\n  exclude("d")\n}\n',
      'app/build.gradle':
        "jacocoTestReport {\n  afterEvaluate {\n    files.collect { fileTree(dir: it, exclude: ['e']) }\n  }\n}\ntest {\n  exclude 'f'\n}\n",
    },
    [
      'app/build.gradle jacoco exclude, line 3: null > null',
      'app/build.gradle test exclude, line 7: null > null',
      'build.gradle.kts kover exclude, line 4: null > null',
      'pom.xml jacoco exclude, line 5: null > null',
    ],
  ],
  [
    'lints of Cargo at a lower level, removed, or without those of the workspace',
    {
      'Cargo.toml':
        '[lints.rust]\nunsafe_code = "forbid"\nunused = "deny"\nmissing_docs = "allow"\n[lints.clippy]\npedantic = "warn"\n',
      'a/Cargo.toml': '[lints]\nworkspace = true\n',
      'b/Cargo.toml': '[workspace.lints.clippy]\ntodo = { level = "deny", priority = 1 }\n',
      'deny.toml': '[advisories]\nyanked = "deny"\n',
      'pom.xml': '<plugin>\n<artifactId>maven-checkstyle-plugin</artifactId>\n<phase>validate</phase>\n</plugin>\n',
    },
    {
      'Cargo.toml':
        '[lints.rust]\nunsafe_code = "deny"\n[lints.clippy]\npedantic = { level = "warn", priority = -1 }\nunwrap_used = "allow"\n',
      'a/Cargo.toml': '[package]\nname = "a"\n',
      'b/Cargo.toml': '[workspace.lints.clippy]\ntodo = { level = "warn", priority = 1 }\n',
      'deny.toml': '[advisories]\nyanked = "allow"\n',
      'pom.xml':
        '<plugin>\n<artifactId>maven-checkstyle-plugin</artifactId>\n<phase>none</phase>\n<excludes>src/**</excludes>\n</plugin>\n',
    },
    [
      'Cargo.toml clippy rust.unsafe_code: forbid > deny',
      'Cargo.toml clippy rust.unused: deny > null',
      'Cargo.toml clippy clippy.unwrap_used: null > allow',
      'a/Cargo.toml clippy workspace: true > null',
      'b/Cargo.toml clippy clippy.todo: deny > warn',
      'deny.toml cargo-deny line 2: null > null',
      'pom.xml ci failures ignored, line 3: null > null',
      'pom.xml checkstyle exclude, line 4: null > null',
    ],
  ],
  [
    'builds of other languages',
    {
      'build.sbt': 'scalacOptions += "-Xfatal-warnings"\ncoverageMinimumStmtTotal := 90\n',
      'mix.exs': 'a: [warnings_as_errors: true],\nb: [threshold: 90]\n',
      'a.csproj': '<TreatWarningsAsErrors>true</TreatWarningsAsErrors>\n<NoWarn>CA1</NoWarn>\n',
      'Cargo.toml': '[lints.clippy]\nunwrap_used = "deny"\n',
      '.github/workflows/dart.yml': 'steps:\n  - run: dart analyze --fatal-infos\n',
    },
    {
      'build.sbt': 'coverageMinimumStmtTotal := 10\ncoverageExcludedPackages := ".*"\n',
      'mix.exs': 'a: [warnings_as_errors: false],\nb: [threshold: 95]\n',
      'a.csproj': '<TreatWarningsAsErrors>true</TreatWarningsAsErrors>\n<NoWarn>$(NoWarn);CA1;CA2</NoWarn>\n',
      'Cargo.toml': '[lints.clippy]\nunwrap_used = "allow"\n',
      '.github/workflows/dart.yml': 'steps:\n  - run: dart analyze --no-fatal-warnings\n',
    },
    [
      '.github/workflows/dart.yml ci --exit-zero, line 2: null > null',
      '.github/workflows/dart.yml ci warnings as errors, line 2: null > null',
      'Cargo.toml clippy clippy.unwrap_used: deny > allow',
      'a.csproj roslyn NoWarn, line 2: null > null',
      'build.sbt ci exclude, line 2: null > null',
      'build.sbt ci minimum, line 1: null > null',
      'build.sbt ci warnings as errors, line 1: null > null',
      'mix.exs ci warnings as errors, line 1: null > null',
    ],
  ],
  [
    'options of analysis of Dart, and of other tools by their lines',
    {
      'analysis_options.yaml':
        'analyzer:\n  language:\n    strict-casts: true\nlinter:\n  rules:\n    - avoid_print\n    - b\n',
      'dart_test.yaml': 'tags:\n  slow:\n',
      '.credo.exs': '%{checks: [{A, []}]}\n',
      '.scalafix.conf': 'rules = [A, B]\n',
    },
    {
      'analysis_options.yaml':
        'analyzer:\n  exclude: [lib/a/**]\n  errors:\n    c: ignore\n  language:\n    strict-casts: false\nlinter:\n  rules:\n    - b\n',
      'dart_test.yaml': 'tags:\n  slow:\n    skip: true\n',
      '.credo.exs': '%{checks: [{A, false}]}\n',
      '.scalafix.conf': 'rules = [A]\n',
    },
    [
      '.credo.exs credo line 1: null > null',
      '.scalafix.conf scalafix line 1: null > null',
      'analysis_options.yaml dart-analyzer analyzer.language.strict-casts: true > false',
      'analysis_options.yaml dart-analyzer linter.rules: avoid_print, b > b',
      'analysis_options.yaml dart-analyzer analyzer.exclude: null > lib/a/**',
      'analysis_options.yaml dart-analyzer analyzer.errors.c: null > ignore',
      'dart_test.yaml dart-test tags.slow.skip: null > true',
    ],
  ],
  [
    'limits among the options of commands',
    {
      Makefile:
        'lint:\n\tgolangci-lint run\ncover:\n\tcoverage report --fail-under=80\nother:\n\tpytest --cov-fail-under=70\nnode:\n\tnyc check-coverage --lines 90\n',
      'a.sh': 'golangci-lint run --max-same-issues=0\n',
    },
    {
      Makefile:
        'lint:\n\tgolangci-lint run --max-issues-per-linter=10\ncover:\n\tcoverage report --fail-under=60\nother:\n\tpytest --cov-fail-under=75\nnode:\n\tnyc check-coverage\n',
      'a.sh': 'golangci-lint run --issues-exit-code=0\n',
    },
    [
      'Makefile ci --fail-under, line 4: null > null',
      'Makefile ci --min-coverage, line 8: null > null',
      'Makefile golangci-lint --max-issues-per-linter, line 2: null > null',
      'a.sh golangci-lint --exit-zero, line 1: null > null',
      'a.sh golangci-lint --max-same-issues, line 1: null > null',
    ],
  ],
  [
    'a configuration that a command names',
    {
      'package.json': json({ scripts: { lint: 'eslint --config ./config/lint.json .' } }),
      'config/lint.json': json({ rules: { a: 'error' } }),
      'other/lint.json': json({ rules: { a: 'error' } }),
    },
    { 'config/lint.json': json({ rules: { a: 'off' } }), 'other/lint.json': json({ rules: { a: 'off' } }) },
    ['config/lint.json eslint rules.a: error > off'],
  ],
  [
    'PHPStan and its baseline',
    {
      'phpstan.neon': 'includes:\n\t- phpstan-baseline.neon\nparameters:\n\tlevel: 8\n',
      'phpstan-baseline.neon': 'parameters:\n  ignoreErrors: []\n',
    },
    {
      'phpstan.neon': 'includes:\n\t- phpstan-baseline.neon\nparameters:\n\tlevel: 5\n',
      'phpstan-baseline.neon': 'parameters:\n  ignoreErrors:\n    - message: "#x#"\n      count: 1\n',
    },
    [
      'phpstan-baseline.neon phpstan parameters.ignoreErrors:  > {"message":"#x#","count":1}',
      'phpstan.neon phpstan parameters.ignoreErrors:  > {"message":"#x#","count":1}',
      'phpstan.neon phpstan parameters.level: 8 > 5',
    ],
  ],
  [
    'gitleaks and semgrep',
    { '.semgrep/a.yml': 'rules:\n  - id: x\n    severity: ERROR\n  - id: y\n    severity: INFO\n' },
    {
      '.gitleaksignore': 'a.env:x:1\n',
      '.semgrepignore': 'legacy/\n',
      '.semgrep/a.yml': 'rules:\n  - id: y\n    severity: INFO\n',
    },
    [
      '.gitleaksignore gitleaks patterns: null > a.env:x:1',
      '.semgrep/a.yml semgrep rules[x].severity: ERROR > null',
      '.semgrepignore semgrep patterns: null > legacy/',
    ],
  ],
  [
    'thresholds and excludes of coverage',
    {
      'package.json': json({
        jest: { coverageThreshold: { global: { lines: 80, branches: 70 } } },
        nyc: { lines: 90 },
      }),
      'vitest.config.ts': 'export default defineConfig({ test: { coverage: { thresholds: { lines: 80 } } } });\n',
      '.coveragerc': '[report]\nfail_under = 80\n',
      '.c8rc.json': json({ 'check-coverage': true }),
    },
    {
      'package.json': json({
        jest: { coverageThreshold: { global: { lines: 79, branches: 70 } } },
        nyc: { lines: 91, exclude: ['a'] },
      }),
      'vitest.config.ts': 'export default defineConfig({ test: { coverage: { thresholds: { lines: 75 } } } });\n',
      '.coveragerc': '[report]\nfail_under = 70\nomit =\n  a.py\n',
      '.c8rc.json': json({ 'check-coverage': false }),
    },
    [
      '.c8rc.json c8 check-coverage: true > false',
      '.coveragerc coverage.py report.fail_under: 80 > 70',
      '.coveragerc coverage.py report.omit: null > a.py',
      'package.json jest coverageThreshold.global.lines: 80 > 79',
      'package.json nyc exclude: null > a',
      'vitest.config.ts vitest test.coverage.thresholds.lines: 80 > 75',
    ],
  ],
  [
    'a threshold that is no literal any more',
    { 'jest.config.js': 'module.exports = { coverageThreshold: { global: { lines: 80 } } };\n' },
    { 'jest.config.js': 'module.exports = { coverageThreshold: { global: { lines: least() } } };\n' },
    ['jest.config.js jest line 1: null > null'],
  ],
  [
    'exclusions of SonarQube',
    { 'sonar-project.properties': 'sonar.sources=src\n' },
    { 'sonar-project.properties': 'sonar.sources=src\nsonar.coverage.exclusions=**/a.ts,\\\n  b.ts\n' },
    ['sonar-project.properties sonarqube sonar.coverage.exclusions: null > **/a.ts,b.ts'],
  ],
  [
    'files of qgate itself',
    {
      'qgate.yml': 'exclude: [dist/**]\nanalyzers: [jscpd, eslint]\n',
      '.codestax/quality_gate.yml': 'new_high_max: 0\nnew_medium_max: 3\n',
      CODEOWNERS: '* @a\n',
    },
    {
      'qgate.yml': 'exclude: [dist/**, src/old/**]\nanalyzers: [eslint]\n',
      '.codestax/quality_gate.yml': 'new_high_max: 1\nnew_medium_max: 2\n',
      CODEOWNERS: '* @b\n',
    },
    [
      '.codestax/quality_gate.yml qgate new_high_max: 0 > 1',
      'CODEOWNERS qgate line 1: null > null',
      'qgate.yml qgate exclude: dist/** > dist/**, src/old/**',
      'qgate.yml qgate analyzers: jscpd, eslint > eslint',
    ],
  ],
  [
    'workflows and scripts',
    {
      '.github/workflows/ci.yml': 'steps:\n  - run: npm test\n',
      'package.json': json({ scripts: { lint: 'eslint . --max-warnings 0', css: 'stylelint .' } }),
    },
    {
      '.github/workflows/ci.yml':
        'steps:\n  - run: npm test || true # later\n    continue-on-error: true\n  - run: npm ci --quiet\n',
      'package.json': json({ scripts: { lint: 'eslint . --max-warnings 50', css: 'stylelint . --quiet' } }),
    },
    [
      '.github/workflows/ci.yml ci continue-on-error, line 3: null > null',
      '.github/workflows/ci.yml ci || true, line 2: null > null',
      'package.json stylelint --quiet, line 4: null > null',
      'package.json eslint --max-warnings, line 3: null > null',
    ],
  ],
  [
    'a lower limit of warnings, and a stricter step',
    {
      'package.json': json({ scripts: { lint: 'eslint . --max-warnings 5' } }),
      '.gitlab-ci.yml': 'a:\n  allow_failure: true\n',
    },
    {
      'package.json': json({ scripts: { lint: 'eslint . --max-warnings 5 --cache' } }),
      '.gitlab-ci.yml': 'a:\n  allow_failure: false\n',
    },
    [],
  ],
  [
    'in a new workflow what checks something alone',
    { 'README.md': 'a' },
    {
      '.github/workflows/triage.yml': 'steps:\n  - run: grep -q a b || true\n  - run: npm run lint || true\n',
    },
    ['.github/workflows/triage.yml ci || true, line 3: null > null'],
  ],
  [
    'commands and builds that pass in other ways',
    {
      '.github/workflows/run.yml': 'steps:\n  - run: npm test\n  - run: pytest\n',
      'package.json': json({ scripts: { test: 'jest' } }),
      'pom.xml': '<p>\n<testFailureIgnore>false</testFailureIgnore>\n<failOnViolation>true</failOnViolation>\n</p>\n',
      'build.gradle': 'test {\n  ignoreFailures = false\n}\n',
    },
    {
      '.github/workflows/run.yml': 'steps:\n  - run: npm test || echo failed\n  - run: pytest; true\n',
      'package.json': json({ scripts: { test: 'jest --testPathIgnorePatterns=slow' } }),
      'pom.xml': '<p>\n<testFailureIgnore>true</testFailureIgnore>\n<failOnViolation>false</failOnViolation>\n</p>\n',
      'build.gradle': 'test {\n  ignoreFailures = true\n}\n',
    },
    [
      '.github/workflows/run.yml ci || true, line 2: null > null',
      '.github/workflows/run.yml ci || true, line 3: null > null',
      'build.gradle ci failures ignored, line 2: null > null',
      'package.json ci --ignore, line 3: null > null',
      'pom.xml ci failures ignored, line 2: null > null',
      'pom.xml ci failures ignored, line 3: null > null',
    ],
  ],
  [
    'limits of coverage in builds, and none of anything else',
    {
      'a.csproj': '<P>\n<CollectCoverage>true</CollectCoverage>\n<Threshold>80</Threshold>\n</P>\n',
      'b.csproj': '<P>\n<Threshold>80</Threshold>\n<MinimumVersion>9</MinimumVersion>\n</P>\n',
      'build.gradle.kts':
        'kover {\n  verify {\n    rule {\n      minBound(80)\n    }\n  }\n}\nretry {\n  threshold = 5\n}\n',
      'mix.exs': 'test_coverage: [summary: [threshold: 90]],\nrate: [threshold: 90]\n',
    },
    {
      'a.csproj': '<P>\n<CollectCoverage>true</CollectCoverage>\n<Threshold>60</Threshold>\n</P>\n',
      'b.csproj': '<P>\n<Threshold>60</Threshold>\n<MinimumVersion>8</MinimumVersion>\n</P>\n',
      'build.gradle.kts':
        'kover {\n  verify {\n    rule {\n      minBound(70)\n    }\n  }\n}\nretry {\n  threshold = 4\n}\n',
      'mix.exs': 'test_coverage: [summary: [threshold: 80]],\nrate: [threshold: 80]\n',
    },
    [
      'a.csproj ci minimum, line 3: null > null',
      'build.gradle.kts jacoco minimum, line 4: null > null',
      'mix.exs ci minimum, line 1: null > null',
    ],
  ],
  [
    'steps that no longer run, and commands whose failure passes',
    {
      '.github/workflows/a.yml': 'on:\n  pull_request:\njobs:\n  lint:\n    steps:\n      - run: npm run build\n',
      '.gitlab-ci.yml': 'build:\n  script: ./build\n',
      Makefile: 'lint:\n\teslint .\n',
    },
    {
      '.github/workflows/a.yml':
        'on:\n  pull_request:\njobs:\n  lint:\n    if: ${{ false }}\n    steps:\n      - run: npm run build\n',
      '.gitlab-ci.yml': 'build:\n  when: manual\n  script: ./build\n',
      '.github/workflows/new.yml':
        'on:\n  push:\n    paths-ignore: [docs/**]\nsteps:\n  - run: semgrep ci --exclude docs\n',
      Makefile: 'lint:\n\t-eslint .\n',
    },
    [
      '.github/workflows/a.yml ci if: false, line 5: null > null',
      '.gitlab-ci.yml ci when, line 2: null > null',
      'Makefile ci - before a command, line 2: null > null',
    ],
  ],
  [
    'make that ignores failures, and none that goes on after them and fails',
    {
      'ci/make.sh': 'make test\nmake lint\nmake check\nmake test\nmake test\n',
      '.github/workflows/make.yml': 'on: push\nsteps:\n  - run: make test\n',
      'app/Makefile': 'test:\n\tpytest\n',
      'lib/Makefile': 'test:\n\tpytest\n',
    },
    {
      'ci/make.sh':
        'make -k test\nmake -j4 -ik lint\nmake --ignore-errors check\nmake -C lib -I include -finclude test\nmake test && grep -i x out\n',
      '.github/workflows/make.yml': 'on: push\nenv:\n  MAKEFLAGS: -i\nsteps:\n  - run: make test\n',
      'app/Makefile': 'MAKEFLAGS += --no-print-directory -k\nMAKEFLAGS = ki\n.IGNORE:\ntest:\n\tpytest\n',
      'lib/Makefile': '.IGNORE: clean\n.IGNORE: test\ntest:\n\tpytest\n',
    },
    [
      '.github/workflows/make.yml ci make -i, line 3: null > null',
      'app/Makefile ci make -i, line 2: null > null',
      'app/Makefile ci make -i, line 3: null > null',
      'ci/make.sh ci make -i, line 2: null > null',
      'ci/make.sh ci make -i, line 3: null > null',
      'lib/Makefile ci make -i, line 2: null > null',
    ],
  ],
  [
    'a source that no tool takes for one any more',
    {
      'src/cart.js': js('const a = 1;'),
      'test/b.test.js': js('const b = 1;'),
      'src/c.js': js('const c = 1;'),
      'src/d.js': js('const d = 1;'),
    },
    {
      ...{ 'src/cart.js': null, 'test/b.test.js': null, 'src/c.js': null, 'src/d.js': null },
      'vendor/d.js': js('const d = 1;'),
      ...{
        'src/cart.js.txt': js('const a = 1;'),
        'test/b.test.js.off': js('const b = 1;'),
        'lib/c.mjs': js('const c = 1;'),
      },
    },
    [
      'src/cart.js.txt qgate extension: .js > .txt',
      'test/b.test.js.off qgate extension: .js > .off',
      'vendor/d.js qgate generated: source > generated',
    ],
  ],
  [
    'pytest and Codecov',
    {
      'pytest.ini': '[pytest]\naddopts = -q --cov-fail-under=80\ntestpaths = a b\n',
      'codecov.yml':
        'coverage:\n  status:\n    project:\n      default:\n        target: 80%\n    patch:\n      default:\n        target: auto\n',
    },
    {
      'pytest.ini': '[pytest]\naddopts = -q --cov-fail-under=60 --ignore=b -k "not c"\ntestpaths = a b\n',
      'codecov.yml':
        'coverage:\n  status:\n    project:\n      default:\n        target: 70%\n    patch:\n      default:\n        target: 10%\nignore: [a]\n',
    },
    [
      'codecov.yml codecov coverage.status.project.default.target: 80% > 70%',
      'codecov.yml codecov coverage.status.patch.default.target: auto > 10%',
      'codecov.yml codecov ignore: null > a',
      'pytest.ini pytest pytest.addopts: -q --cov-fail-under=80 > -q --cov-fail-under=60 --ignore=b -k "not c"',
    ],
  ],
  [
    'a shared file that can no longer be read',
    { 'pyproject.toml': '[tool.mypy]\nstrict = true\n' },
    { 'pyproject.toml': '[tool.mypy]\nstrict = = true\n' },
    ['pyproject.toml mypy line 2: null > null'],
  ],
  [
    'levels of diagnostics, and no layout of text',
    {
      '.editorconfig':
        'root = true\n[*.cs]\nindent_size = 2\ndotnet_diagnostic.CA1.severity = error\ndotnet_diagnostic.CA2.severity = none\n',
      'a/.editorconfig': '[*.{kt,kts}]\nindent_size = 2\n',
    },
    {
      '.editorconfig':
        'root = true\n[*.cs]\nindent_size = 4\ndotnet_diagnostic.CA1.severity = suggestion\n' +
        'dotnet_diagnostic.CA2.severity = warning\ndotnet_diagnostic.CA3.severity = silent\n',
      'a/.editorconfig': '[*.{kt,kts}]\nindent_size = 2\nktlint_standard_filename = disabled\n',
    },
    [
      '.editorconfig roslyn *.cs.dotnet_diagnostic.CA1.severity: error > suggestion',
      '.editorconfig roslyn *.cs.dotnet_diagnostic.CA3.severity: null > silent',
      'a/.editorconfig ktlint *.{kt,kts}.ktlint_standard_filename: null > disabled',
    ],
  ],
  [
    'any other configuration by its lines, and none in which white space differs alone',
    { '.stylelintrc.json': '{\n"a": 1 }\n', 'biome.json': '{ "a": 1 }\n' },
    { '.stylelintrc.json': '{\n"a": 2 }\n', 'biome.json': '{  "a":  1 }\n' },
    ['.stylelintrc.json stylelint line 2: null > null'],
  ],
  [
    'a source that is generated by now',
    { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 1;\n' },
    { 'src/a.ts': '// @generated\nexport const a = 2;\n', '.gitattributes': 'src/b.ts linguist-generated\n' },
    ['src/a.ts qgate generated: source > generated', 'src/b.ts qgate generated: source > generated'],
  ],
  [
    'codes of Ruff that a wider prefix covers, and its defaults that a first list replaces',
    {
      'ruff.toml': 'select = ["E501", "S"]\nignore = ["E5"]\n',
      'a/ruff.toml': 'select = ["E"]\n',
      'b/ruff.toml': 'line-length = 88\n[lint]\nextend-select = ["E"]\n',
    },
    {
      'ruff.toml': 'select = ["E", "SIM"]\nignore = ["E501"]\n',
      'a/ruff.toml': 'select = ["ALL"]\n',
      'b/ruff.toml': 'line-length = 88\n[lint]\nselect = ["E7", "E9"]\nextend-select = ["EM"]\n',
      'c/ruff.toml': 'select = ["E9"]\n',
    },
    [
      'b/ruff.toml ruff extend-select: E > EM',
      'b/ruff.toml ruff select: null > E7, E9',
      'ruff.toml ruff select: E501, S > E, SIM',
    ],
  ],
  [
    'a list of files that came, and none that went',
    {
      'tsconfig.json': json({ compilerOptions: { strict: true } }),
      'a/tsconfig.json': json({ include: ['src'] }),
      '.nycrc': json({ lines: 90 }),
    },
    {
      'tsconfig.json': json({ compilerOptions: { strict: true }, include: ['src'] }),
      'a/tsconfig.json': json({}),
      'b/tsconfig.json': json({ include: ['src'] }),
      '.nycrc': json({ lines: 90, include: ['lib/**'] }),
    },
    ['.nycrc nyc include: null > lib/**', 'tsconfig.json typescript include: null > src'],
  ],
  [
    'settings that moved to another file of the folder, and those that changed on the way',
    {
      'mypy.ini': '[mypy]\nstrict = True\nwarn_unreachable = True\n',
      '.coveragerc': '[report]\nfail_under = 80\n',
      'package.json': json({ jest: { coverageThreshold: { global: { lines: 80, branches: 70 } } } }),
      'a/mypy.ini': '[mypy]\nstrict = True\n',
    },
    {
      ...{ 'mypy.ini': null, '.coveragerc': null, 'a/mypy.ini': null, 'package.json': json({}) },
      'pyproject.toml':
        '[tool.mypy]\nstrict = true\nwarn_unreachable = false\n[tool.coverage.report]\nfail_under = 80\n',
      'jest.config.js': 'module.exports = { coverageThreshold: { global: { lines: 80, branches: 60 } } };\n',
    },
    [
      'a/mypy.ini mypy mypy.strict: True > null',
      'mypy.ini mypy mypy.warn_unreachable: True > null',
      'package.json jest coverageThreshold.global.branches: 70 > null',
      'pyproject.toml mypy warn_unreachable: null > false',
    ],
  ],
  [
    'a baseline of PHPStan that ignores more, and none that ignores fewer',
    {
      'phpstan-baseline.neon':
        'parameters:\n  ignoreErrors:\n    - { message: "#a#", count: 3, path: a.php }\n    - { message: "#b#", path: b.php }\n',
      'b/phpstan-baseline.neon': 'parameters:\n  ignoreErrors:\n    - { message: "#a#", count: 1, path: a.php }\n',
    },
    {
      'phpstan-baseline.neon': 'parameters:\n  ignoreErrors:\n    - { message: "#a#", count: 2, path: a.php }\n',
      'b/phpstan-baseline.neon': 'parameters:\n  ignoreErrors:\n    - { message: "#a#", count: 2, path: a.php }\n',
    },
    [
      'b/phpstan-baseline.neon phpstan parameters.ignoreErrors: {"message":"#a#","count":1,"path":"a.php"} > {"message":"#a#","count":2,"path":"a.php"}',
    ],
  ],
  [
    'limits that are switched off, defaults, and lists by white space',
    {
      '.flake8': '[flake8]\nmax-complexity = 10\nextend-ignore = E203 W503\n',
      'mypy.ini': '[mypy]\npretty = True\n',
      'setup.cfg': '[pylint.messages_control]\ndisable=a\n',
      '.pylintrc': '[SIMILARITIES]\nmin-similarity-lines=4\n',
      '.golangci.yml': 'issues:\n  exclude-use-default: false\n',
      'jest.config.json': json({ collectCoverage: true }),
    },
    {
      '.flake8': '[flake8]\nmax-complexity = -1\nextend-ignore =\n  E203,\n  W503\n',
      'mypy.ini': '[mypy]\npretty = True\nfollow_imports = skip\n',
      'setup.cfg': '[pylint.messages_control]\ndisable=a, b\n',
      '.pylintrc': '[SIMILARITIES]\nmin-similarity-lines=40\n',
      '.golangci.yml':
        'run:\n  issues-exit-code: 0\nissues:\n  exclude-use-default: true\nlinters-settings:\n  gosec:\n    excludes: [G101]\n',
      'jest.config.json': json({ collectCoverage: false }),
    },
    [
      '.flake8 flake8 max-complexity: 10 > -1',
      '.golangci.yml golangci-lint issues.exclude-use-default: false > true',
      '.golangci.yml golangci-lint run.issues-exit-code: null > 0',
      '.golangci.yml golangci-lint linters-settings.gosec.excludes: null > G101',
      '.pylintrc pylint SIMILARITIES.min-similarity-lines: 4 > 40',
      'jest.config.json jest collectCoverage: true > false',
      'mypy.ini mypy mypy.follow_imports: null > skip',
      'setup.cfg pylint disable: a > a, b',
    ],
  ],
  [
    'parts of shared files that are not compared by key, by their lines',
    {
      'pyproject.toml': '[tool.bandit]\nskips = ["B101"]\n',
      'package.json': '{\n"version": "1",\n"knip": { "ignore": ["a"] }\n}\n',
      'a/pyproject.toml': '[project]\nname = "a"\n[tool.vulture]\nmin_confidence = 60\n',
    },
    {
      'pyproject.toml': '[tool.bandit]\nskips = ["B101", "B102"]\n[tool.vulture]\nmin_confidence = 90\n',
      'package.json': '{\n"version": "1",\n"knip": { "ignore": ["a", "b"] }\n}\n',
      'a/pyproject.toml': '[project]\nname = "b"\n[tool.vulture]\nmin_confidence = 60\n',
    },
    ['package.json knip line 3: null > null', 'pyproject.toml bandit lines 2-4: null > null'],
  ],
  [
    'a file of a tool that replaces the one around it',
    { 'pyproject.toml': '[tool.ruff.lint]\nselect = ["E", "S"]\n[tool.mypy]\nstrict = true\n', 'api/run.py': '' },
    {
      'api/ruff.toml': '[lint]\nselect = ["E"]\n',
      'mypy.ini': '[mypy]\nplugins = returns.contrib.mypy.returns_plugin\nstrict = False\n',
    },
    ['api/ruff.toml ruff select: E, S > E', 'mypy.ini mypy strict: true > False'],
  ],
  [
    'no file of a tool that says the same as the one that it replaces',
    { 'pyproject.toml': '[tool.mypy]\nstrict = true\n' },
    { 'mypy.ini': '[mypy]\nplugins = pydantic.mypy, sqlalchemy.ext.mypy.plugin\nstrict = True\n' },
    [],
  ],
  [
    'configurations that plugins of Maven and Gradle name',
    {
      'pom.xml': '<configLocation>${basedir}/style/rules.xml</configLocation>\n',
      'style/rules.xml': '<module name="Checker">\n<module name="A"/>\n</module>\n',
      'build.gradle': 'detekt { baseline = file("known/issues.xml") }\n',
      'known/issues.xml': '<ID>A</ID>\n',
    },
    { 'style/rules.xml': '<module name="Checker">\n</module>\n', 'known/issues.xml': '<ID>A</ID>\n<ID>B</ID>\n' },
    ['known/issues.xml detekt line 2: null > null', 'style/rules.xml checkstyle removed line 2: null > null'],
  ],
  [
    'tests that Vitest runs alone, and errors that it overlooks',
    { 'vitest.config.ts': 'export default { test: {} };\n' },
    {
      'vitest.config.ts':
        "export default { test: { allowOnly: true, dangerouslyIgnoreUnhandledErrors: true, testNamePattern: 'fast' } };\n",
    },
    [
      'vitest.config.ts vitest test.allowOnly: null > true',
      'vitest.config.ts vitest test.dangerouslyIgnoreUnhandledErrors: null > true',
      'vitest.config.ts vitest test.testNamePattern: null > fast',
    ],
  ],
  [
    'options of pytest by which it covers less',
    { 'pytest.ini': '[pytest]\naddopts = --cov=src --cov=lib\n', 'b/pytest.ini': '[pytest]\naddopts = -q\n' },
    { 'pytest.ini': '[pytest]\naddopts = --cov=src\n', 'b/pytest.ini': '[pytest]\naddopts = -q --no-cov\n' },
    [
      'b/pytest.ini pytest pytest.addopts: -q > -q --no-cov',
      'pytest.ini pytest pytest.addopts: --cov=src --cov=lib > --cov=src',
    ],
  ],
  [
    'a new list of what is left out, and no new file that leaves nothing out',
    { 'a.txt': '' },
    {
      'lint-baseline.xml': '<issues format="6">\n<issue id="A"/>\n</issues>\n',
      'config/suppressions.xml': '<suppress checks="A"/>\n',
      '.mvn/maven.config': '-DskipTests\n',
      'lombok.config': 'lombok.addLombokGeneratedAnnotation = true\n',
      'pyrightconfig.json': '{}\n',
      'b/.mvn/maven.config': '-T4\n',
    },
    [
      '.mvn/maven.config maven line 1: null > null',
      'config/suppressions.xml checkstyle line 1: null > null',
      'lint-baseline.xml android-lint lines 1-3: null > null',
      'lombok.config jacoco line 1: null > null',
    ],
  ],
  [
    'builds in which more violations pass',
    {
      'pom.xml': '<maxAllowedViolations>0</maxAllowedViolations>\n<skip>false</skip>\n',
      'build.gradle': 'checkstyle { maxWarnings = 0 }\n',
      'b/build.gradle': 'checkstyle { maxWarnings = 9 }\n',
    },
    {
      'pom.xml': '<maxAllowedViolations>5</maxAllowedViolations>\n<skip>true</skip>\n',
      'build.gradle': 'checkstyle { maxWarnings = 10 }\n',
      'b/build.gradle': 'checkstyle { maxWarnings = 3 }\n',
    },
    [
      'build.gradle checkstyle maxWarnings, line 1: null > null',
      'pom.xml ci failures ignored, line 2: null > null',
      'pom.xml checkstyle maxAllowedViolations, line 1: null > null',
    ],
  ],
  [
    'levels of plugins of Maven, and a plugin that went',
    {
      'pom.xml':
        '<violationSeverity>warning</violationSeverity>\n<threshold>Low</threshold>\n<failurePriority>4</failurePriority>\n',
      'b/pom.xml':
        '<threshold>High</threshold>\n<failOnWarning>true</failOnWarning>\n<artifactId>maven-pmd-plugin</artifactId>\n',
      'c/pom.xml': '<arg>-Xep:A</arg>\n<version>3</version>\n',
    },
    {
      'pom.xml':
        '<violationSeverity>error</violationSeverity>\n<threshold>High</threshold>\n<failurePriority>1</failurePriority>\n',
      'b/pom.xml': '<threshold>Low</threshold>\n',
      'c/pom.xml': '<arg>-Xep:A:OFF</arg>\n<version>3</version>\n<rerunFailingTestsCount>3</rerunFailingTestsCount>\n',
    },
    [
      'b/pom.xml maven-pmd-plugin check removed, line 3: null > null',
      'b/pom.xml ci warnings as errors, line 2: null > null',
      'c/pom.xml ci warnings off, line 1: null > null',
      'c/pom.xml surefire rerunFailingTestsCount, line 3: null > null',
      'pom.xml checkstyle violationSeverity, line 1: null > null',
      'pom.xml spotbugs threshold, line 2: null > null',
      'pom.xml pmd failurePriority, line 3: null > null',
    ],
  ],
  [
    'Mocha, and files of tests of pytest',
    {
      '.mocharc.json': json({ spec: ['test', 'lib'], forbidOnly: true }),
      'pytest.ini': '[pytest]\nminversion = 6.2\n',
      'pyproject.toml': '[tool.pyright]\nstrict = ["a"]\n',
    },
    {
      '.mocharc.json': json({ spec: ['test'], ignore: ['test/a.js'], retries: 3 }),
      'pytest.ini': '[pytest]\nminversion = 6.2\npython_files = check_*.py\naddopts = --collect-only\n',
      'pyproject.toml': '[tool.pyright]\nstrict = []\n',
    },
    [
      '.mocharc.json mocha spec: test, lib > test',
      '.mocharc.json mocha forbidOnly: true > null',
      '.mocharc.json mocha ignore: null > test/a.js',
      '.mocharc.json mocha retries: null > 3',
      'pyproject.toml pyright line 2: null > null',
      'pytest.ini pytest pytest.python_files: null > check_*.py',
      'pytest.ini pytest pytest.addopts: null > --collect-only',
    ],
  ],
  [
    'tests whose failure a script or a variable hides, and no other command that may fail',
    {
      Makefile: 'ci:\n\tpytest tests\n\trm a\n',
      'noxfile.py': 'session.run("pytest")\n',
      '.gitlab-ci.yml': 'script: mvn verify\nvariables:\n',
    },
    {
      Makefile: 'ci:\n\tpytest tests || true\n\ttest -f a || true\n',
      'noxfile.py': 'session.run("pytest", success_codes=[0, 1])\n',
      '.gitlab-ci.yml':
        'script: mvn verify -Dmaven.test.failure.ignore=true\nvariables:\n  PYTEST_ADDOPTS: "-k fast"\n  SKIP: ruff\n',
    },
    [
      '.gitlab-ci.yml ci failures ignored, line 1: null > null',
      '.gitlab-ci.yml ci options, line 3: null > null',
      '.gitlab-ci.yml ci SKIP, line 4: null > null',
      'Makefile ci || true, line 2: null > null',
      'noxfile.py ci --exit-zero, line 1: null > null',
    ],
  ],
  [
    'files of what plugins leave out',
    { 'pom.xml': '<plugin>\n</plugin>\n' },
    {
      'pom.xml':
        '<plugin>\n<suppressionsLocation>a.xml</suppressionsLocation>\n<excludeFilterFile>b.xml</excludeFilterFile>\n</plugin>\n',
    },
    ['pom.xml ci exclude, line 2: null > null', 'pom.xml ci exclude, line 3: null > null'],
  ],
  [
    'commands whose failure nothing sees',
    {
      'tox.ini': 'commands =\n    pytest\n    flake8 src\n',
      'run.sh': 'mvn verify\nnpm test\nserve\n',
      '.gitlab-ci.yml': 'lint:\n  script: npm run lint\nsite:\n  script: make site\n',
      'b/.gitlab-ci.yml': 'test:\n  script: npm test\n',
    },
    {
      'tox.ini': 'commands =\n    - pytest\n    flake8 src\n',
      'run.sh': 'mvn --fail-never verify\nnpm test &\nserve &\n',
      '.gitlab-ci.yml': '.lint:\n  script: npm run lint\nsite:\n  script: make site\n',
      'b/.gitlab-ci.yml': 'test:\n  script: npm test\n  allow_failure:\n    exit_codes: 1\n',
    },
    [
      '.gitlab-ci.yml ci hidden job, line 1: null > null',
      'b/.gitlab-ci.yml ci allow_failure, line 3: null > null',
      'run.sh ci --exit-zero, line 1: null > null',
      'run.sh ci &, line 2: null > null',
      'tox.ini ci - before a command, line 2: null > null',
    ],
  ],
  [
    'variables of qgate by which it looks for less, and none that changes nothing',
    {
      '.gitlab-ci.yml': 'variables:\n  QGATE_BASE: main\n  QGATE_URL: a\n',
      'b/.gitlab-ci.yml': 'variables:\n',
      'd/.gitlab-ci.yml': 'lint:\n',
    },
    {
      '.gitlab-ci.yml':
        'variables:\n  QGATE_URL: b\n  QGATE_BASE: main\n  QGATE_SOFT_FAIL: "1"\n  QGATE_SEARCH: false\n',
      'b/.gitlab-ci.yml': 'variables:\n  QGATE_SOFT_FAIL: "false"\n',
      'c/.gitlab-ci.yml': 'variables:\n  QGATE_EXCLUDE: docs\n',
      'd/.gitlab-ci.yml': 'lint:\nvariables:\n  QGATE_EXCLUDE: docs\n',
    },
    [
      '.gitlab-ci.yml qgate QGATE_SOFT_FAIL, line 4: null > null',
      '.gitlab-ci.yml qgate QGATE_SEARCH, line 5: null > null',
    ],
  ],
  [
    'a token in a value',
    { '.pylintrc': '[M]\ndisable=a\n' },
    { '.pylintrc': `[M]\ndisable=a,ghp_${'a'.repeat(36)}\n` },
    ['.pylintrc pylint M.disable: a > a,***'],
  ],
];

describe('a configuration that looks for less', () => {
  let found: (name: string) => Weakening;
  beforeAll(async () => {
    found = await weakenAll(LOOSENED);
  });

  it.each(LOOSENED)('names %s', (name, _, __, expected) => {
    expect(linesOf(found(name))).toEqual(expected);
  });

  describe("of ESLint, as the repository's own resolves it", () => {
    const program = [
      '#!/usr/bin/env node',
      "const { rules, ignored } = JSON.parse(require('fs').readFileSync('rules.json', 'utf8'));",
      'const [, , flag, file] = process.argv;',
      "if (flag !== '--print-config') process.exit(1);",
      "console.log(ignored === file ? 'undefined' : JSON.stringify({ rules }));",
    ].join('\n');
    const withEslint = async (before: object, after: object, isTrusted = true) => {
      const config = (shared: string) => `import x from 'shared-${shared}';\nexport default x;\n`;
      const files = {
        '.gitignore': 'node_modules\n',
        'node_modules/.bin/eslint': program,
        'src/a.ts': '',
        'src/b.js': '',
      };
      return weaken(
        { ...files, 'eslint.config.js': config('one'), 'rules.json': json(before) },
        { 'eslint.config.js': config('two'), 'rules.json': json(after) },
        isTrusted,
      );
    };

    it('is what a rule comes to for files', async () => {
      const was = { rules: { 'no-eval': [2], curly: [1], complexity: [2, 10], semi: [0] } };
      const found = await withEslint(was, { rules: { 'no-eval': [1], complexity: [2, 20], semi: [2] } });
      expect(linesOf(found)).toEqual([
        'eslint.config.js eslint rules.no-eval: error > warn',
        'eslint.config.js eslint rules.curly: warn > null',
        'eslint.config.js eslint rules.complexity: error, 10 > error, 20',
      ]);
      const ignored = await withEslint(was, { ...was, ignored: 'src/b.js' });
      expect(ignored.loosened).toMatchObject([{ key: 'ignores', was: 'linted', is: 'ignored', paths: ['src/b.js'] }]);
    });

    it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
      ['.eslintignore', {}, { '.eslintignore': 'src/b.js\n' }, ['.eslintignore eslint patterns: null > src/b.js']],
      [
        'package.json',
        { 'package.json': json({ name: 'a' }) },
        { 'package.json': json({ name: 'a', eslintIgnore: ['src/b.js'] }) },
        ['package.json eslint eslintIgnore: null > src/b.js'],
      ],
      [
        'ignorePatterns beside a rule',
        {},
        { '.eslintrc.json': json({ ignorePatterns: ['src/b.js'] }), 'rules.json': json({ rules: { a: [1] } }) },
        ['.eslintrc.json eslint rules.a: error > warn', '.eslintrc.json eslint ignorePatterns: null > src/b.js'],
      ],
    ])('ignores files, which version 8 does not resolve: %s', async (_, before, after, expected) => {
      const files = { '.gitignore': 'node_modules\n', 'node_modules/.bin/eslint': program, 'src/b.js': '' };
      const rules = { '.eslintrc.json': '{}', 'rules.json': json({ rules: { a: [2] } }) };
      expect(linesOf(await weaken({ ...files, ...rules, ...before }, after, true))).toEqual(expected);
    });

    it('is not requested where the checkout is not trusted', async () => {
      const found = await withEslint({ rules: { a: [2] } }, { rules: { a: [0] } }, false);
      expect(linesOf(found)).toEqual(['eslint.config.js eslint line 1: null > null']);
    });
  });

  it('is a configuration that moves to where a command alone names it, and none that another one continues', async () => {
    const rules = json({ rules: { a: 'error', b: 'warn' } });
    const moved = await weaken(
      { '.eslintrc.json': rules },
      {
        ...{ '.eslintrc.json': null, 'config/lint.json': rules },
        'package.json': json({ scripts: { lint: 'eslint -c config/lint.json .' } }),
      },
    );
    expect(linesOf(moved)).toEqual(['config/lint.json eslint path: .eslintrc.json > config/lint.json']);
    const continued = await weaken(
      { 'web/.eslintrc.json': rules },
      { 'web/.eslintrc.json': null, 'config/lint.json': rules, '.eslintrc.yml': 'extends: ./config/lint.json\n' },
    );
    expect(linesOf(continued)).toEqual([]);
  });

  it('reads no text of files that configure nothing', async () => {
    const git = new Proxy({} as Awaited<ReturnType<typeof openCheckout>>, {
      get: (_, name) => assert.fail(`git was called for ${String(name)}`),
    });
    const sources = ['src/a.ts', 'test/b.py', 'README.md'].map((file) => ({
      ...{ path: file, oldPath: null, status: 'modified', kind: 'source', added: [[1, 2]], removed: [[1, 1]] },
    }));
    const change = {
      git,
      mergeBase: 'a'.repeat(40),
      files: sources as never,
      tracked: sources.map((file) => file.path),
    };
    const compareResolved = () => Promise.resolve(null);
    expect(await findLoosened({ ...change, nowGenerated: [], compareResolved })).toEqual([]);
  });

  it('is none where nothing configured the tool before', async () => {
    const { loosened } = await weaken({ 'a.txt': '' }, { '.eslintrc.json': json({ rules: { 'no-eval': 'off' } }) });
    expect(loosened).toEqual([]);
  });

  it('is a check that a script and a pipeline no longer run', async () => {
    const ci = (...lines: string[]) => `on: push\njobs:\n  a:\n    steps:\n${lines.join('')}`;
    const { loosened } = await weaken(
      {
        'package.json': json({ scripts: { lint: 'eslint .' } }),
        '.github/workflows/ci.yml': ci('      - run: npm test\n', '      - run: npm run build\n'),
        '.github/workflows/scan.yml': ci('      - run: semgrep ci\n'),
      },
      {
        'package.json': json({ scripts: { lint: 'eslint index.js test' } }),
        '.github/workflows/ci.yml': ci('      - run: npm run build\n'),
        '.github/workflows/scan.yml': null,
      },
    );
    expect(loosened.map(({ path: file, tool, key }) => `${file} ${tool} ${key}`)).toEqual([
      '.github/workflows/ci.yml ci check removed, line 5',
      '.github/workflows/scan.yml semgrep check removed, line 5',
      'package.json eslint fewer files, line 3',
    ]);
  });

  it('is a workflow that starts for fewer changes, or loses results of its checks', async () => {
    const workflow = (on: string, step: string) => `on:\n${on}jobs:\n  a:\n    steps:\n      - run: ${step}\n`;
    const of = (name: string, on: string, step = 'npm test') => ({
      [`.github/workflows/${name}.yml`]: workflow(on, step),
    });
    const { loosened } = await weaken(
      {
        ...of('a', '  pull_request:\n'),
        ...of('b', '  pull_request:\n    branches: [main, next]\n'),
        ...of('c', '  push:\n  pull_request:\n    paths-ignore: [docs/**]\n'),
        ...of('d', '  pull_request:\n', 'make docs'),
        ...of('e', '  pull_request:\n', 'npm run lint'),
        ...of('f', '  pull_request:\n'),
        '.swiftlint.yml': 'opt_in_rules: []\n',
        'Package.swift': 'let a = 1\n',
      },
      {
        ...of('a', '  workflow_dispatch:\n'),
        ...of('b', '  pull_request:\n    branches: [main]\n'),
        ...of('c', '  push:\n  pull_request:\n    types: [opened, closed]\n    paths-ignore: [docs/**, src/**]\n'),
        ...of('d', '  workflow_dispatch:\n', 'make docs'),
        ...of('e', '  pull_request:\n', '|\n          set +e\n          npm run lint | tee lint.log'),
        ...of('f', '  merge_group:\n  pull_request:\n', 'set -o pipefail; npm test | tee log'),
        '.swiftlint-baseline.json': '[]\n',
        'Package.swift': 'let a = [.unsafeFlags(["-suppress-warnings"])]\n',
      },
    );
    expect(
      loosened.map(
        ({ path: file, key, was, is }) => `${file.replace('.github/workflows/', '')} ${key}: ${was} > ${is}`,
      ),
    ).toEqual([
      'a.yml on.pull_request: on > null',
      'b.yml on.pull_request.branches: main,next > main',
      'c.yml on.pull_request.paths-ignore: docs/** > docs/**,src/**',
      'c.yml on.pull_request.types: null > opened,closed',
      'e.yml set +e, line 7: null > null',
      'e.yml | tee, line 8: null > null',
      '.swiftlint-baseline.json line 1: null > null',
      'Package.swift warnings off, line 1: null > null',
    ]);
  });

  it('says which rules and files are looked for no more', async () => {
    const { loosened } = await weaken(
      {
        'web/.eslintrc.json': '{"rules":{"no-eval":2}}',
        'web/tsconfig.json': '{}',
        'pyproject.toml': '[tool.ruff]\nselect=["E","S"]\n',
      },
      {
        'web/.eslintrc.json': '{"rules":{"no-eval":0}}',
        'web/tsconfig.json': '{"exclude":["old","./a/b"]}',
        'pyproject.toml': '[tool.ruff]\nselect=["E"]\n',
      },
    );
    expect(loosened.map(({ rules, paths }) => [rules, paths])).toEqual([
      [['S*'], []],
      [[], ['web/**/old', 'web/a/b']],
      [['no-eval'], []],
    ]);
  });
});

const FALLEN: readonly Case[] = [
  [
    'a call that went, and none in comments or strings',
    { 'test/a.test.js': js('expect(1).toBe(1);', 'expect(2).toBe(2);') },
    { 'test/a.test.js': js('expect(1).toBe(1);', '// expect(2).toBe(2);', 'log("expect(2)");') },
    [{ filePath: 'test/a.test.js', from: 2, to: 1 }],
  ],
  [
    'statements of pytest and macros of Rust',
    {
      'tests/test_a.py': 'def test_a():\n    assert 2\n    assert 3\n',
      'tests/a.rs': '#[test]\nfn a() { assert_eq!(1, 1); assert!(b); }\n',
    },
    { 'tests/test_a.py': 'def test_a():\n    assert 2\n', 'tests/a.rs': '#[test]\nfn a() { assert!(b); }\n' },
    [
      { filePath: 'tests/a.rs', from: 2, to: 1 },
      { filePath: 'tests/test_a.py', from: 2, to: 1 },
    ],
  ],
  [
    'no test that moved to another file of the change',
    { 'test/a.test.js': js('expect(1).toBe(1);') + "it('b', () => { expect(2).toBe(2); });\n", 'test/b.test.js': '' },
    { 'test/a.test.js': js('expect(1).toBe(1);'), 'test/b.test.js': "it('b', () => { expect(2).toBe(2); });\n" },
    [],
  ],
  [
    'the sum where a moved test lost some',
    { 'test/a.test.js': "it('c', () => { expect(2).toBe(2); expect(3).toBe(3); });\n" },
    { 'test/a.test.js': null, 'test/b.test.js': "it('c', () => { expect(2).toBe(2); });\n" },
    [expect.objectContaining({ from: 2, to: 1 })],
  ],
  ['no file with more of them', { 'test/a.test.js': js('') }, { 'test/a.test.js': js('expect(1).toBe(1);') }, []],
  [
    'assertions of a constant, which hold by themselves',
    {
      'test/a.test.js': js('expect(a()).toBe(true);'),
      'tests/test_a.py': 'def test_a():\n    assert a()\n    assert b\n    self.assertTrue(c)\n',
      'test/a_test.go': 'func TestA(t *testing.T) { assert.True(t, a()) }\n',
      'test/CartTest.java': 'class CartTest { @Test void a() { assertTrue(a()); } }\n',
      'test/CartTests.cs': 'class CartTests { [Fact] void A() { Assert.True(A()); } }\n',
      'test/a_test.rb': 'def test_a\n  assert a\nend\n',
      'tests/a.rs': '#[test]\nfn a() { assert!(a()); }\n',
      'tests/a_test.cpp': 'TEST(A, B) { EXPECT_TRUE(a()); }\n',
      'tests/CartTest.php': '<?php class CartTest { function testA() { $this->assertTrue(a()); } }\n',
    },
    {
      'test/a.test.js': js('expect(true).toBe(true);'),
      'tests/test_a.py': 'def test_a():\n    assert True, a()\n    assert b or True\n    self.assertTrue(True)\n',
      'test/a_test.go': 'func TestA(t *testing.T) { assert.True(t, true) }\n',
      'test/CartTest.java': 'class CartTest { @Test void a() { assertTrue(true); } }\n',
      'test/CartTests.cs': 'class CartTests { [Fact] void A() { Assert.True(true); } }\n',
      'test/a_test.rb': 'def test_a\n  assert true\nend\n',
      'tests/a.rs': '#[test]\nfn a() { assert!(true); }\n',
      'tests/a_test.cpp': 'TEST(A, B) { EXPECT_TRUE(true); }\n',
      'tests/CartTest.php': '<?php class CartTest { function testA() { $this->assertTrue(true); } }\n',
    },
    [
      { filePath: 'test/CartTest.java', from: 1, to: 0 },
      { filePath: 'test/CartTests.cs', from: 1, to: 0 },
      { filePath: 'test/a.test.js', from: 1, to: 0 },
      { filePath: 'test/a_test.go', from: 1, to: 0 },
      { filePath: 'test/a_test.rb', from: 1, to: 0 },
      { filePath: 'tests/CartTest.php', from: 1, to: 0 },
      { filePath: 'tests/a.rs', from: 1, to: 0 },
      { filePath: 'tests/a_test.cpp', from: 1, to: 0 },
      { filePath: 'tests/test_a.py', from: 3, to: 0 },
    ],
  ],
  [
    'tests within a source of Rust, and none of its own checks',
    {
      'src/a.rs':
        'fn add() { assert!(b); }\n#[cfg(test)]\nmod tests { #[test] fn adds() { assert!(c); assert_eq!(1, d); } }\n',
      'src/b.rs': '#[cfg(test)]\nmod tests { #[test] fn subtracts() { assert!(c); } }\n',
      'src/c.rs': 'fn divide() { assert!(b); assert!(c); }\n',
    },
    {
      'src/a.rs': 'fn add() {}\n#[cfg(test)]\nmod tests { #[test] fn adds() { assert!(c); } }\n',
      'src/b.rs': 'fn subtract() {}\n',
      'src/c.rs': 'fn divide() {}\n',
    },
    [
      { filePath: 'src/a.rs', from: 2, to: 1 },
      { filePath: 'src/b.rs', from: 1, to: 0 },
    ],
  ],
  [
    'expectations of MockMvc',
    { 'src/test/java/ATest.java': 'class ATest { void a() { b.andExpect(c()).andExpect(d()).andDo(e()); } }\n' },
    { 'src/test/java/ATest.java': 'class ATest { void a() { b.andExpect(c()).andDo(e()); } }\n' },
    [{ filePath: 'src/test/java/ATest.java', from: 2, to: 1 }],
  ],
  ['no source', { 'src/a.js': 'assert(1);\nassert(2);\n' }, { 'src/a.js': 'assert(1);\n' }, []],
];

describe('test files with fewer assertions', () => {
  let found: (name: string) => Weakening;
  beforeAll(async () => {
    found = await weakenAll(FALLEN);
  });

  it.each(FALLEN)('are %s', (name, _, __, expected) => {
    expect(found(name).assertions).toEqual(expected);
  });
});

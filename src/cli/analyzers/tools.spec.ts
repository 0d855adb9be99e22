import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeProgram } from '../../../test/cli/support/bare-path.js';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { type Finding } from '../../domain/findings/finding.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { NO_CACHE } from '../cache/result-cache.js';
import { measureRun } from '../run/measure-run.js';
import { type Inventory, takeInventory } from '../source/inventory.js';
import { type AnalyzerResult } from './analyzer.js';
import { ANALYZER_NAMES, chooseAnalyzers } from './choose-analyzers.js';
import { runAnalyzer } from './run-analyzers.js';
import { toAnalyzer } from './run-tool.js';
import { TOOLS } from './tools.js';

const never = new AbortController().signal;
const repository = GitRepository.create();
const { root } = repository;
const bin = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
const env = { ...BARE_ENV, PATH: `${bin}${path.delimiter}${BARE_ENV.PATH ?? ''}` };
let inventory: Inventory;

const FILES = {
  'src/app.py': 'import os\n\n\ndef run(command, unused):\n    os.system(command)\n',
  'src/main.c': 'int main(void) { return 0; }\n',
  'src/app.js': 'export const a = 1;\n',
  'scripts/build.sh': '#!/bin/sh\nrm $1\n',
  Dockerfile: 'FROM debian\n',
  'go.mod': 'module example.test/shop\n',
  'package.json': '{"name":"shop"}\n',
  'eslint.config.js': 'export default [];\n',
  '.semgrep/rules.yml': 'rules: []\n',
  '.semgrep/more.yml': 'rules: []\n',
  '-odd.py': 'x = 1\n',
};

beforeAll(async () => {
  repository.write({ ...FILES, 'ignored/secret.txt': 'x\n' });
  inventory = await takeInventory(root, Object.keys(FILES), new Set());
});
afterAll(() => {
  repository.remove();
  rmSync(bin, { recursive: true, force: true });
});

const toolNamed = (name: string) => TOOLS.find((tool) => tool.name === name)!;

function run(name: string, changes: object = {}): Promise<AnalyzerResult> {
  return runAnalyzer(toAnalyzer(toolNamed(name)), {
    inventory,
    reporting: new Set(),
    env,
    timeLimitSeconds: 60,
    duplicationExclude: [],
    cache: NO_CACHE,
    signal: never,
    ...changes,
  });
}

/** Findings that the service reads from the reports; fails when it cannot read a report or a result. */
function findingsOf({ reports }: AnalyzerResult): readonly Finding[] {
  return reports.flatMap((report) => {
    if (report.kind !== 'findings') throw new Error('a report of findings is expected');
    const read = parseFindings(report.content, { format: report.format });
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value.rejected).toEqual([]);
    return read.value.runs.flatMap(({ findings }) => findings);
  });
}

const describeFinding = ({ tool, type, severity, ruleId, filePath, region, message }: Finding): string =>
  `${tool} ${type} ${severity} ${ruleId} ${filePath}:${region.startLine} ${message}`;

const sarif = (driver: string, ...uris: string[]): string =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: driver, rules: [{ id: 'r' }] } },
        originalUriBaseIds: { SRCROOT: { uri: 'file:///elsewhere/' } },
        results: uris.map((uri) => ({
          ruleId: 'r',
          level: 'error',
          message: { text: 'Bad.' },
          locations: [
            { physicalLocation: { artifactLocation: { uri, uriBaseId: 'SRCROOT' }, region: { startLine: 2 } } },
          ],
        })),
      },
    ],
  });

/** File in which the stand-in records the arguments of each of its calls. */
const callsOf = (name: string): string[][] =>
  readFileSync(path.join(bin, `${name}.calls`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);

const RECORD = (name: string): string =>
  `require('node:fs').appendFileSync(${JSON.stringify(path.join(bin, `${name}.calls`))}, JSON.stringify(args) + '\\n');`;
const TO_FILE = (flag: string, content: string): string =>
  `writeFileSync(args[args.indexOf(${JSON.stringify(flag)}) + 1], ${JSON.stringify(content)});`;
const TO_STDOUT = (content: string): string => `process.stdout.write(${JSON.stringify(content)});`;

interface StandIn {
  readonly name: string;
  readonly version: string;
  readonly answer: string;
  readonly exitCode?: number;
  /** Arguments that it must be called with, in order, others between them. */
  readonly asks: readonly string[];
  readonly finds: readonly string[];
}

const STAND_INS: readonly StandIn[] = [
  {
    name: 'lizard',
    version: '1.17.31',
    answer: TO_STDOUT('60,41,300,2,70,"run@1-70@src/main.c","src/main.c","run","run( a, b )",1,70\n'),
    asks: ['--csv', '--ignore_warnings', '-1', 'src/main.c'],
    finds: ['lizard complexity critical cyclomatic-complexity src/main.c:1 '],
  },
  {
    name: 'semgrep',
    version: '1.99.0',
    answer: TO_FILE('--output', sarif('Semgrep OSS', 'src/app.py', 'ignored/secret.txt')),
    asks: ['scan', '--sarif', '--metrics=off', '--config', '.semgrep'],
    finds: ['Semgrep OSS code_smell high r src/app.py:2 Bad.'],
  },
  {
    name: 'ruff',
    version: 'ruff 0.9.1',
    answer: TO_FILE('--output-file', sarif('ruff', `file://${root}/src/app.py`)),
    asks: ['check', '--exit-zero', '--output-format', 'sarif', './-odd.py', 'src/app.py'],
    finds: ['ruff code_smell medium r src/app.py:2 Bad.'],
  },
  {
    name: 'golangci-lint',
    version: 'golangci-lint has version 2.1.6 built with go1.24',
    answer: TO_FILE('--output.sarif.path', sarif('golangci-lint', 'src/main.c')),
    asks: ['run', '--issues-exit-code', '0', '--output.sarif.path'],
    finds: ['golangci-lint code_smell high r src/main.c:2 Bad.'],
  },
  {
    name: 'trivy',
    version: 'Version: 0.58.0',
    answer: TO_FILE('--output', sarif('Trivy', 'Dockerfile', 'node_modules/x/package.json')),
    asks: ['fs', '--exit-code', '0', '--format', 'sarif', '.'],
    finds: ['Trivy security high r Dockerfile:2 Bad.'],
  },
  {
    name: 'hadolint',
    version: 'Haskell Dockerfile Linter 2.12.0',
    answer: TO_STDOUT(
      '[{"line":1,"code":"DL3006","message":"Always tag the version","column":1,"file":"Dockerfile","level":"warning"}]',
    ),
    asks: ['--no-fail', '--format', 'json', 'Dockerfile'],
    finds: ['hadolint code_smell medium DL3006 Dockerfile:1 Always tag the version'],
  },
];

describe('analyzers from the PATH, by stand-ins', () => {
  it.each(STAND_INS)('$name', async ({ name, version, answer, exitCode = 0, asks, finds }) => {
    const isVersion = `if (args[0] === '--version') { console.log(${JSON.stringify(version)}); process.exit(0); }`;
    writeProgram(bin, name, `${isVersion}\n${RECORD(name)}\n${answer}\nprocess.exitCode = ${exitCode};`);
    const result = await run(name);
    expect(result.tool).toEqual({ name, version: /\d[\d.]+\d/.exec(version)![0] });
    expect(result.outcome).toBe(finds.length === 1 ? '1 result' : `${finds.length} results`);
    const found = findingsOf(result).map(describeFinding);
    expect(found).toEqual(finds.map((start) => expect.stringContaining(start)));
    const [call] = callsOf(name);
    expect(call!.filter((arg) => asks.includes(arg))).toEqual(asks);
  });

  it('an older golangci-lint is called with its own arguments', async () => {
    const name = 'golangci-lint';
    const script = `if (args[0] === '--version') { console.log('golangci-lint has version 1.64.8'); process.exit(0); }
      const target = args[args.indexOf('--out-format') + 1];
      writeFileSync(target.replace(/^sarif:/, ''), ${JSON.stringify(sarif(name))});`;
    writeProgram(bin, name, script);
    expect((await run(name)).outcome).toBe('0 results');
  });

  it('takes many files in several calls', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `src/${'x'.repeat(60)}${n}.py`);
    writeProgram(
      bin,
      'bandit',
      `if (args[0] === '--version') { console.log('bandit 1.8.0'); process.exit(0); }
       ${RECORD('bandit')}
       const files = args.filter((arg) => arg.endsWith('.py'));
       const results = files.map((filename) => ({ test_id: 'B1', issue_severity: 'HIGH', issue_text: 'Bad.', filename, line_number: 1 }));
       writeFileSync(args[args.indexOf('--output') + 1], JSON.stringify({ results }));`,
    );
    const result = await run('bandit', { inventory: { ...inventory, sources: names } });
    expect(result.outcome).toBe('1000 results');
    expect(findingsOf(result).map(({ filePath }) => filePath)).toEqual(names);
    const calls = callsOf('bandit');
    expect(calls.length).toBeGreaterThan(1);
    for (const call of calls) expect(call.join(' ').length).toBeLessThan(32_000);
  });
});

it('an analyzer that does not know its own version has none', async () => {
  const answers = `console.log(args[0] === '--version' ? 'version is set by the build' : '{"comments":[]}');`;
  writeProgram(bin, 'shellcheck', answers);
  const result = await run('shellcheck');
  expect(result.tool).toEqual({ name: 'shellcheck', version: null });
  expect(JSON.parse(String(result.reports[0]?.content)).runs[0].tool.driver).toEqual({ name: 'shellcheck' });
  expect(measureRun(inventory, [result]).tool_versions).toEqual({});
});

describe('analyzers that break', () => {
  const breaks = async (script: string, changes: object = {}) => {
    writeProgram(
      bin,
      'shellcheck',
      `if (args[0] === '--version') { console.log('version: 0.10.0'); process.exit(0); }\n${script}`,
    );
    return run('shellcheck', changes).then(
      () => null,
      (error: unknown) => error,
    );
  };

  it.each([
    [
      'exit with a code of their own',
      'console.error("cannot open"); process.exit(2);',
      'ended with exit code 2:\ncannot open',
    ],
    ['write nothing', '', 'wrote a report that cannot be read'],
    ['write something else', 'console.log("<html>");', 'wrote a report that cannot be read'],
    ['write another JSON', 'console.log("{}");', 'wrote a report that cannot be read: it has no list of comments'],
  ])('%s', async (_name, script, message) => {
    expect(await breaks(script)).toMatchObject({ kind: 'analyzer_broke', message: expect.stringContaining(message) });
  });

  it('take too long', async () => {
    const error = await breaks('setInterval(() => {}, 1000);', { timeLimitSeconds: 1 });
    expect(error).toMatchObject({ kind: 'analyzer_broke', message: 'shellcheck did not finish within 1 seconds.' });
  });

  it('cannot tell their version', async () => {
    writeProgram(bin, 'shellcheck', 'process.exit(1);');
    await expect(run('shellcheck')).rejects.toMatchObject({ kind: 'analyzer_broke' });
  });

  it('are not installed', async () => {
    rmSync(path.join(bin, 'shellcheck'));
    await expect(run('shellcheck')).rejects.toMatchObject({ kind: 'analyzer_broke' });
  });
});

describe('the choice', () => {
  const choose = (choice: 'auto' | string[], changes: object = {}) =>
    chooseAnalyzers(choice, inventory, { env, isUntrusted: false, reported: new Set(), ...changes });

  beforeAll(() => {
    for (const name of ['golangci-lint', 'ruff']) writeProgram(bin, name, '');
    for (const name of ['eslint', 'knip']) writeProgram(path.join(root, 'node_modules', '.bin'), name, '');
  });

  it('takes what applies and is there, and says what is missing', async () => {
    const { chosen, skipped } = await choose('auto', { env: { ...env, PATH: bin } });
    const names = chosen.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['jscpd', 'eslint', 'ruff', 'golangci-lint', 'eslint-own', 'knip']));
    expect(skipped).toContainEqual({ name: 'vulture', reason: 'not on the PATH' });
    const measuredByLizard = ['complexity'];
    expect([...names, ...skipped.map(({ name }) => name), ...measuredByLizard].sort()).toEqual(
      [...ANALYZER_NAMES].sort(),
    );
  });

  it("runs no code of a fork's", async () => {
    const { chosen, skipped } = await choose('auto', { isUntrusted: true });
    const refused = skipped.filter(({ reason }) => reason.includes('fork')).map(({ name }) => name);
    expect(refused.sort()).toEqual(['eslint-own', 'golangci-lint', 'knip']);
    expect(chosen.map(({ name }) => name)).toEqual(expect.arrayContaining(['eslint', 'ruff']));
    expect((await choose(['knip'], { isUntrusted: true })).chosen).toEqual([]);
  });

  it('runs nothing whose report is there; but complexity is measured all the same', async () => {
    const { chosen, skipped } = await choose('auto', { reported: new Set(['eslint', 'ruff', 'jscpd']) });
    const there = skipped.filter(({ reason }) => reason === 'its report already exists').map(({ name }) => name);
    expect(there.sort()).toEqual(['eslint-own', 'jscpd', 'ruff']);
    expect(chosen.map(({ name }) => name)).toContain('eslint');
  });

  it('fails when a requested one is missing', async () => {
    await expect(choose(['vulture'], { env: { ...env, PATH: bin } })).rejects.toMatchObject({
      kind: 'analyzer_broke',
      message: 'vulture is requested but not on the PATH.',
    });
  });
});

describe('analyzers of the repository', () => {
  const KNIP_SYMBOLS = [{ name: 'b', line: 1, col: 32, pos: 31 }];
  const OLD_KNIP = {
    files: ['src/app.js'],
    issues: [
      { file: 'package.json', devDependencies: [{ name: 'left-pad' }], exports: [], enumMembers: {}, duplicates: [] },
      { file: 'src/app.js', exports: KNIP_SYMBOLS, enumMembers: { E: [{ name: 'A', line: 3, col: 2 }] } },
      { file: 'ignored/gone.js', exports: KNIP_SYMBOLS },
    ],
  };
  const NEW_KNIP = {
    issues: [
      {
        file: 'src/app.js',
        files: [{ name: 'src/app.js' }],
        exports: KNIP_SYMBOLS,
        enumMembers: [{ name: 'A', line: 3, col: 2 }],
      },
      { file: 'package.json', files: [], devDependencies: [{ name: 'left-pad' }] },
    ],
  };

  it.each([
    ['5', OLD_KNIP],
    ['6', NEW_KNIP],
  ])('knip %s', async (major, report) => {
    writeProgram(
      path.join(root, 'node_modules', '.bin'),
      'knip',
      `if (args[0] === '--version') { console.log('${major}.1.0'); process.exit(0); }\n${TO_STDOUT(JSON.stringify(report))}`,
    );
    expect(
      findingsOf(await run('knip'))
        .map(describeFinding)
        .sort(),
    ).toEqual([
      "knip dead_code low devDependencies package.json:null unused devDependency 'left-pad'",
      "knip dead_code low enumMembers src/app.js:3 unused enum member 'A'",
      "knip dead_code low exports src/app.js:1 unused export 'b'",
      'knip dead_code medium files src/app.js:null unused file src/app.js',
    ]);
  });

  it("the repository's own ESLint runs with its own configuration, complexity left to the bundled one", async () => {
    const place = GitRepository.create();
    place.write({
      'eslint.config.js': `module.exports = [{ rules: { 'no-unused-vars': 'error', complexity: ['error', 0] } }];\n`,
      'a.js': 'const unused = 1;\nfunction f() {}\nf();\n',
      'ignored.js': 'const alsoUnused = 1;\n',
    });
    symlinkSync(path.join(__dirname, '../../../node_modules'), path.join(place.root, 'node_modules'));
    const files = await takeInventory(place.root, ['eslint.config.js', 'a.js'], new Set());
    const result = await run('eslint-own', { inventory: files });
    expect(result.tool).toEqual({ name: 'eslint-own', version: expect.stringMatching(/^10\./) });
    expect(findingsOf(result).map(describeFinding)).toEqual([
      expect.stringMatching(/^eslint dead_code low no-unused-vars a\.js:1 'unused' is assigned/),
    ]);
    place.remove();
  });
});

/** The analyzers that this machine has; the others are named as skipped. */
describe('analyzers from the PATH, the real ones', () => {
  const real = { ...process.env };
  const isInstalled = (name: string): boolean =>
    (real.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));

  const finds = (name: string, expected: readonly (string | RegExp)[], source: Record<string, string>): void =>
    (isInstalled(name) ? it : it.skip)(name, async () => {
      const place = GitRepository.create();
      place.write(source);
      const files = await takeInventory(place.root, Object.keys(source), new Set());
      const result = await run(name, { inventory: files, env: real });
      expect(result.tool.name).toBe(name);
      expect(findingsOf(result).map(describeFinding)).toEqual(
        expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
      );
      place.remove();
    });

  finds('shellcheck', [/^shellcheck code_smell low SC2086 a\.sh:2 Double quote/], { 'a.sh': '#!/bin/sh\nrm $1\n' });
  finds('bandit', [/^bandit security \w+ B\d+ a\.py:1 /, /^bandit security \w+ B602 a\.py:2 /], {
    'a.py': 'import subprocess\nsubprocess.call("ls " + input(), shell=True)\n',
  });
  const branches = Array.from({ length: 11 }, (_, n) => `    if a == ${n}:\n        return ${n}\n`).join('');
  finds('radon', ["radon complexity low complexity a.py:2 'K.f' has a complexity of 12"], {
    'a.py': `class K:\n    def f(self, a):\n${branches.replace(/^/gm, '    ').trimEnd()}\n`,
  });
  finds('vulture', ["vulture dead_code low unused-import a.py:1 unused import 'os'"], { 'a.py': 'import os\n' });
  const key = ['AKIA', 'IOSFODNN7', 'QZTXWER'].join('');
  finds('gitleaks', [/^gitleaks security \w+ aws-access-token a\.txt:1 /], {
    'a.txt': `aws_access_key_id = "${key}"\n`,
  });
});

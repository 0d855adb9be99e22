import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { addSettingOptions, readFlags } from './command-options.js';
import { resolveSettings } from './resolve-settings.js';
import { RUN_SETTINGS } from './run-settings.js';
import { readSettingsFile } from './settings-file.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
const SCRATCH_FILES = {
  read: (file: string) => Promise.resolve({ text: readFileSync(path.join(scratch, file), 'utf8') }),
};
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function resolve(args: string[], env: NodeJS.ProcessEnv = {}, file = '') {
  writeFileSync(path.join(scratch, 'qgate.yml'), file);
  const command = new Command('run').exitOverride().configureOutput({ writeErr: () => undefined });
  addSettingOptions(command, RUN_SETTINGS);
  command.parse(args, { from: 'user' });
  const flags = readFlags(command, RUN_SETTINGS);
  return resolveSettings(RUN_SETTINGS, { flags, env, file: (await readSettingsFile(SCRATCH_FILES, false)).values });
}

describe('the order of places', () => {
  const flag = ['--branch', 'flag'];
  const env = { QGATE_BRANCH: 'variable' };
  const file = 'branch: file\n';
  it.each([
    ['flag', flag, env, file, '--branch'],
    ['variable', [], env, file, 'QGATE_BRANCH'],
    ['file', [], { QGATE_BRANCH: '' }, file, 'qgate.yml branch'],
    [null, [], {}, '', 'default'],
  ])('%s', async (value, args, variables, content, origin) => {
    const { values, origins } = await resolve(args, variables, content);
    expect(values.branch).toBe(value);
    expect(origins.branch).toBe(origin);
  });
});

describe('the fallbacks', () => {
  it('are those of the contract', async () => {
    expect((await resolve([])).values).toEqual({
      url: 'http://localhost:3000',
      org: null,
      baseCommit: null,
      retryForSeconds: 300,
      retries: null,
      analyzerTimeoutSeconds: 600,
      trustForks: false,
      token: null,
      repo: null,
      branch: null,
      commit: null,
      pr: null,
      base: null,
      defaultBranch: null,
      coverage: [],
      findings: [],
      search: true,
      analyzers: 'auto',
      exclude: [],
      coverageExclude: [],
      duplicationExclude: [],
      tests: [],
      output: [{ format: 'table', path: null }],
      timeoutSeconds: 300,
      softFail: false,
      followMonitor: false,
      requireGate: false,
      ignoreInfraErrors: false,
      dryRun: false,
      reuse: null,
      quiet: false,
      verbose: false,
    });
  });
});

describe('each option', () => {
  it.each([
    [['--url', 'https://gate.example/'], 'url', 'https://gate.example'],
    [['--pr', '142'], 'pr', 142],
    [['--default-branch', 'trunk'], 'defaultBranch', 'trunk'],
    [['--coverage', 'a', '--coverage', 'b'], 'coverage', ['a', 'b']],
    [['--no-search'], 'search', false],
    [['--analyzers', 'none'], 'analyzers', 'none'],
    [['--analyzers', 'jscpd,eslint'], 'analyzers', ['jscpd', 'eslint']],
    [['--timeout', '10'], 'timeoutSeconds', 10],
    [['--soft-fail'], 'softFail', true],
    [['--dry-run'], 'dryRun', true],
    [
      ['--output', 'table', '--output', 'json=out=1.json'],
      'output',
      [
        { format: 'table', path: null },
        { format: 'json', path: 'out=1.json' },
      ],
    ],
  ])('%p', async (args, key, value) => {
    expect((await resolve(args)).values).toHaveProperty(key, value);
  });

  it('has a variable and a key in the file', async () => {
    const env = { QGATE_PR: '7', QGATE_SOFT_FAIL: '1', QGATE_COVERAGE: '{a,b}.info, c.xml', QGATE_SEARCH: 'false' };
    expect((await resolve([], env)).values).toMatchObject({
      pr: 7,
      softFail: true,
      coverage: ['{a,b}.info', 'c.xml'],
      search: false,
    });
    const file = 'default_branch: trunk\ncoverage:\n  - a.info\nanalyzers: [jscpd]\ntimeout: 60\nquiet: true\n';
    expect((await resolve([], {}, file)).values).toMatchObject({
      defaultBranch: 'trunk',
      coverage: ['a.info'],
      analyzers: ['jscpd'],
      timeoutSeconds: 60,
      quiet: true,
    });
  });
});

describe('faults', () => {
  it('are named all at once, each with its place', async () => {
    const outcome = resolve(['--pr', 'abc'], { QGATE_URL: 'nowhere' }, 'timeout: 0\n');
    await expect(outcome).rejects.toMatchObject({
      kind: 'usage',
      message: [
        'QGATE_URL must be an address such as https://gate.example.com',
        '--pr must be a whole number above 0',
        'qgate.yml timeout must be a whole number above 0',
      ].join('\n'),
    });
  });

  it.each([
    [['--output', 'xml'], '--output must name one of the formats table, json'],
    [['--output', 'json='], '--output json= must be followed by a path'],
    [['--output', 'json', '--output', 'table'], '--output may send one format to standard output'],
    [['--analyzers', 'auto,jscpd'], '--analyzers must be auto, none, or a list of names'],
  ])('%p', async (args, message) => {
    await expect(resolve(args)).rejects.toThrow(message);
  });

  it.each([
    ['a token, which belongs in no file', 'token: abc\n', 'qgate.yml must not contain a token'],
    ['a nested value', 'coverage: {a: b}\n', 'coverage must be text, a number, true or false, or a list'],
    ['broken YAML', 'a: [\n', 'qgate.yml: '],
    ['a list', '- a\n', 'must contain keys and values'],
  ])('in the file: %s', async (_name, file, message) => {
    await expect(resolve([], {}, file)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['brnach: x\n', '"brnach"'],
    ['coverage_exclude: a\nnew_key: 1\n"\\e[31m": 2\n', '"new_key", 1 unreadable name'],
  ])('in the file do not hide what it says otherwise: %j', async (file, named) => {
    writeFileSync(path.join(scratch, 'qgate.yml'), `branch: feature\n${file}`);
    const { values, notes } = await readSettingsFile(SCRATCH_FILES, false);
    expect(values.branch).toBe('feature');
    expect(notes).toEqual([expect.stringContaining(`unknown keys are ignored: ${named} (known: url, `)]);
  });

  it('in CI of what only a pipeline may say are left out, in one line', async () => {
    const callers = 'url: https://elsewhere.example\nbranch: main\nrepo: a/b\nsoft_fail: true\n';
    writeFileSync(path.join(scratch, 'qgate.yml'), `${callers}exclude: [vendor/**]\n`);
    expect(await readSettingsFile(SCRATCH_FILES, true)).toEqual({
      values: { exclude: ['vendor/**'] },
      notes: [
        'qgate.yml: in CI, these only come from flags, variables and the CI system: url, repo, branch, soft_fail',
      ],
    });
    expect((await readSettingsFile(SCRATCH_FILES, true, { repo: 'a/b', branch: 'main' })).notes).toEqual([
      expect.stringMatching(/CI system: url, soft_fail$/),
    ]);
  });

  it('never show a token', async () => {
    const outcome = resolve([], { QGATE_TOKEN: 'secret\nsecret' });
    await expect(outcome).rejects.toThrow('QGATE_TOKEN must be non-empty text');
    await expect(outcome).rejects.not.toThrow('secret');
  });
});

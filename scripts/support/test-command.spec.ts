import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPTS = path.join(__dirname, '..');

/** Stands in for Jest: its test "waits" passes or fails by turns, as the file `answers` has it. */
const JEST = `#!${process.execPath}
  const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
  appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  if (process.argv.includes('--listTests')) {
    console.log('Running 2 projects:\\n- unit\\n' + process.cwd() + '/src/reached.spec.ts');
    process.exit(0);
  }
  const [answer, ...rest] = JSON.parse(readFileSync('answers', 'utf8'));
  writeFileSync('answers', JSON.stringify(rest));
  const file = process.argv.find((arg) => arg.startsWith('--outputFile=')).slice('--outputFile='.length);
  const assertionResults = [
    { fullName: 'adds', status: 'passed', failureMessages: [] },
    { fullName: 'waits', status: answer, failureMessages: ['Error: too late\\n    at wait (a.spec.ts:1:1)'] },
  ];
  writeFileSync(file, JSON.stringify({ testResults: [{ name: process.cwd() + '/a.spec.ts', status: answer, assertionResults }] }));
  process.exit(answer === 'failed' ? 1 : 0);
`;

describe('npm test', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'npm-test-'));
    cpSync(SCRIPTS, path.join(root, 'scripts'), { recursive: true });
    mkdirSync(path.join(root, 'test'));
    writeFileSync(path.join(root, 'test/allowed-skips'), '');
    mkdirSync(path.join(root, 'node_modules/.bin'), { recursive: true });
    writeFileSync(path.join(root, 'node_modules/.bin/jest'), JEST);
    writeFileSync(path.join(root, 'node_modules/.bin/depcruise'), '#!/bin/sh\n');
    for (const name of ['jest', 'depcruise']) chmodSync(path.join(root, 'node_modules/.bin', name), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function run(
    answers: readonly string[],
    env: object,
    args = ['--selectProjects=integration'],
  ): { status: number | null; lines: string[] } {
    writeFileSync(path.join(root, 'answers'), JSON.stringify(answers));
    const { status, stdout } = spawnSync(process.execPath, [path.join(root, 'scripts/test.mjs'), ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    });
    return { status, lines: stdout.trim().split('\n') };
  }

  it('fails in CI by a test that passes at its second try only, and names it', () => {
    const { status, lines } = run(['failed', 'passed'], { CI: 'true' });
    expect(lines).toContain('UNSTEADY, passed alone: a.spec.ts: waits (Error: too late)');
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(status).toBe(1);
  });

  it('names a test that fails twice as failed', () => {
    const { status, lines } = run(['failed', 'failed'], { CI: 'true' });
    expect(lines).toContain('FAILED: a.spec.ts: waits (Error: too late)');
    expect(lines.filter((line) => line.startsWith('UNSTEADY'))).toEqual([]);
    expect([lines.at(-1), status]).toEqual(['1 passed, 1 failed', 1]);
  });

  it('runs what a change reaches, and the walks, where it is to run no more', () => {
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root });
    git('init', '--quiet');
    writeFileSync(path.join(root, '.gitignore'), 'node_modules\nanswers\ncalls\n');
    mkdirSync(path.join(root, 'docs'));
    writeFileSync(path.join(root, 'docs/page.md'), '');
    writeFileSync(path.join(root, 'test/reader.ts'), "read('docs/page.md')");
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.test', 'commit', '--quiet', '-m', 'one');
    expect(run(['passed'], {}, ['--changed', 'HEAD']).lines.at(-1)).toBe('0 passed, 0 failed');

    writeFileSync(path.join(root, 'docs/page.md'), 'changed');
    const { lines } = run(['passed'], {}, ['--changed', 'HEAD']);
    expect(lines).toContain('1 files changed since HEAD');
    const [listing, tests] = readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n');
    expect(listing).toMatch(/--listTests --findRelatedTests .*test\/reader\.ts$/);
    expect(tests).toMatch(/--runTestsByPath src\/reached\.spec\.ts .*test\/security\/authorization\.spec\.ts/);
    expect(lines.at(-1)).toBe('3 passed, 0 failed');

    writeFileSync(path.join(root, 'jest.config.mjs'), '');
    expect(run(['passed'], {}, ['--changed']).lines).toContain('Every test depends on one of them.');
    expect(run(['passed'], {}, ['--changed', 'nowhere']).status).not.toBe(0);
  });

  it('tries nothing again outside of CI, nor what has passed', () => {
    expect(run(['failed', 'passed'], {}).lines.at(-1)).toBe('1 passed, 1 failed');
    expect(run(['passed', 'failed'], { CI: 'true' })).toMatchObject({ status: 0 });
  });
});

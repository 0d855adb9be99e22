import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askVersions } from './ask-versions.js';

describe('askVersions', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-asked-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function program(file: string, script: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(root, file), 0o755);
  }
  const ask = async (tools: readonly string[], { isUntrusted = false, timeLimitSeconds = 60 } = {}) =>
    Object.fromEntries(
      await askVersions(tools, {
        root,
        env: { PATH: `${path.join(root, 'bin')}:/usr/bin:/bin` },
        ...{ isUntrusted, timeLimitSeconds },
        signal: new AbortController().signal,
      }),
    );

  it("asks the repository's own program, and those on the PATH", async () => {
    program('node_modules/.bin/eslint', 'echo v9.1.0');
    program('bin/ruff', 'echo ruff 0.5.2');
    program('bin/flake8', 'echo "7.1.0 (mccabe: 0.7.0)"');
    expect(await ask(['ESLint', 'Ruff', 'flake8', 'someone-elses'])).toEqual({
      ESLint: '9.1.0',
      Ruff: '0.5.2',
      flake8: '7.1.0',
    });
  });

  it('runs no program of a checkout that is not trusted', async () => {
    program('node_modules/.bin/eslint', `touch ${path.join(root, 'ran')}; echo v9.1.0`);
    expect(await ask(['eslint'], { isUntrusted: true })).toEqual({});
    expect(existsSync(path.join(root, 'ran'))).toBe(false);
  });

  it('starts no program in a checkout that is not trusted, as many read their options and plugins there', async () => {
    program('bin/rubocop', `pwd > ${path.join(root, 'started-in')}; echo 1.60.0`);
    const startedIn = async (isUntrusted: boolean) => {
      expect(await ask(['rubocop'], { isUntrusted })).toEqual({ rubocop: '1.60.0' });
      return readFileSync(path.join(root, 'started-in'), 'utf8').trim();
    };
    expect(await startedIn(false)).toBe(root);
    expect(await startedIn(true)).not.toBe(root);
  });

  it('asks PHP_CodeSniffer, whose program is not called like its family', async () => {
    program('vendor/bin/phpcs', 'echo "PHP_CodeSniffer version 3.9.0 (stable)"');
    expect(await ask(['phpcs'])).toEqual({ phpcs: '3.9.0' });
  });

  it('leaves out programs that break, and those that take too long, all together', async () => {
    for (const name of ['mypy', 'bandit', 'pylint']) program(`bin/${name}`, 'exec sleep 600');
    program('bin/ruff', 'echo 1.2.3; exit 1');
    expect(await ask(['mypy', 'bandit', 'pylint', 'ruff'], { timeLimitSeconds: 0.2 })).toEqual({});
  });
});

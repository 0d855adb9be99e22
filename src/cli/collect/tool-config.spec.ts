import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestConfig } from './tool-config.js';

describe('digestConfig', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'qgate-config-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>): readonly string[] => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    return Object.keys(files);
  };
  const digest = (tool: string, files: Readonly<Record<string, string>>, settings: readonly string[] = []) =>
    digestConfig(tool, { root, tracked: write(files) }, settings);

  it.each([
    ['eslint', 'eslint.config.mjs'],
    ['ESLint', 'packages/a/.eslintrc.json'],
    ['eslint', '.eslintignore'],
    ['Ruff', 'ruff.toml'],
    ['pylint', '.pylintrc'],
    ['flake8', '.flake8'],
    ['rubocop', '.rubocop_todo.yml'],
    ['golangci-lint', '.golangci.yml'],
    ['Semgrep OSS', '.semgrep/rules/a.yml'],
    ['ShellCheck', '.shellcheckrc'],
    ['Checkstyle', 'config/checkstyle/checkstyle.xml'],
  ])('of %s depends on %s', async (tool, file) => {
    const one = await digest(tool, { [file]: 'one' });
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(await digest(tool, { [file]: 'one', 'src/a.js': 'other' })).toBe(one);
    expect(await digest(tool, { [file]: 'two' })).not.toBe(one);
    expect(await digest('gosec', { [file]: 'one' })).toBeNull();
  });

  it.each([
    [
      'ruff',
      'pyproject.toml',
      '[project]\nname = "x"\n[tool.ruff.lint]\nselect = ["E"]\n[tool.black]\nline-length = 88\n',
    ],
    ['pylint', 'pyproject.toml', '[tool.black]\nline-length = 88\n[tool.pylint.main]\nselect = ["E"]\n'],
    ['flake8', 'setup.cfg', '[metadata]\nname = "x"\n[flake8]\nselect = ["E"]\n'],
    ['mypy', 'tox.ini', '[tox]\nname = "x"\n[mypy-a.*]\nselect = ["E"]\n'],
    ['eslint', 'package.json', '{"name": "x", "line-length": 88, "eslintConfig": {"select": ["E"]}}'],
  ])('of %s depends on its own part of %s alone', async (tool, file, text) => {
    const one = await digest(tool, { [file]: text });
    expect(one).not.toBeNull();
    expect(await digest(tool, { [file]: text.replace('"x"', '"y"').replace('88', '99') })).toBe(one);
    expect(await digest(tool, { [file]: text.replace('["E"]', '["F"]') })).not.toBe(one);
  });

  it('depends on where the configuration lies, and on what the caller adds', async () => {
    const one = await digest('eslint', { '.eslintrc': '{}' });
    expect(await digest('eslint', { 'web/.eslintrc': '{}' })).not.toBe(one);
    expect(await digest('eslint', { '.eslintrc': '{}' }, ['["dist/**"]'])).not.toBe(one);
    expect(await digest('jscpd', {}, ['["dist/**"]'])).not.toBeNull();
  });

  it('takes linear time for a heading without end', async () => {
    const started = performance.now();
    const text = ['[\t', '[', ' '].map((part) => `[${part.repeat(50_000)}`).join('\n');
    expect(await digest('ruff', { 'pyproject.toml': text })).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is null where nothing configures the tool', async () => {
    expect(await digest('eslint', { 'src/a.js': 'x', 'package.json': '{"name": "x"}' })).toBeNull();
    expect(await digest('eslint', { 'package.json': 'no json' })).toBeNull();
    expect(await digest('ruff', { 'pyproject.toml': '[project]\nname = "x"\n' })).toBeNull();
  });
});

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
  const digest = (tool: string, files: Readonly<Record<string, string>>, settings: readonly string[] | null = null) =>
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

  const json = (value: unknown) => JSON.stringify(value);

  it.each<[tool: string, file: string, text: (tool: string, other: string) => string]>([
    ['eslint', 'package.json', (v, w) => json({ devDependencies: { '@acme/eslint-config': v, prettier: w } })],
    ['eslint', 'package-lock.json', (v, w) => json({ packages: { 'node_modules/eslint-plugin-x': { version: v }, 'node_modules/x': { version: w } } })], // prettier-ignore
    ['eslint', 'web/yarn.lock', (v, w) => `"eslint@npm:^9":\n  version: ${v}\n\nx@^1:\n  version "${w}"\n`],
    ['eslint', 'yarn.lock', (v, w) => `typescript-eslint@^8:\n  version "${v}"\n\nx@^1:\n  version "${w}"\n`],
    ['ESLint', 'pnpm-lock.yaml', (v, w) => `packages:\n  eslint@${v}:\n    resolution: {}\n  x@${w}:\n`],
    ['flake8', 'requirements-dev.txt', (v, w) => `pep8-naming==${v}\nblack==${w}\n`],
    ['ruff', 'pyproject.toml', (v, w) => `[dependency-groups]\ndev = [\n  "ruff>=${v}",\n  "black>=${w}",\n]\n`],
    ['ruff', 'uv.lock', (v, w) => `[[package]]\nname = "ruff"\nversion = "${v}"\n\n[[package]]\nname = "x"\nversion = "${w}"\n`], // prettier-ignore
    ['pylint', 'poetry.lock', (v, w) => `[[package]]\nname = "pylint-django"\nversion = "${v}"\n[[package]]\nname = "x"\nversion = "${w}"\n`], // prettier-ignore
    ['pylint', 'Pipfile.lock', (v, w) => json({ develop: { astroid: { version: v }, x: { version: w } } })],
    ['rubocop', 'Gemfile.lock', (v, w) => `GEM\n  specs:\n    rubocop-rails (${v})\n    rake (${w})\n`],
    ['phpstan', 'composer.json', (v, w) => json({ 'require-dev': { 'phpstan/phpstan': v, 'acme/x': w } })],
    ['phpcs', 'composer.lock', (v, w) => json({ 'packages-dev': [{ name: 'squizlabs/php_codesniffer', version: v }, { name: 'acme/x', version: w }] })], // prettier-ignore
    ['phpcs', 'composer.json', (v, w) => json({ 'require-dev': { 'acme/coding-standard': v, 'acme/x': w } })],
    ['golangci-lint', 'go.mod', (v, w) => `tool github.com/golangci/golangci-lint/v2/cmd/golangci-lint\nrequire (\n\tgithub.com/golangci/golangci-lint/v2 ${v}\n\tx.org/y ${w}\n)\n`], // prettier-ignore
  ])('of %s depends on its packages in %s, and on no others', async (tool, file, text) => {
    const one = await digest(tool, { [file]: text('1.0.0', '1.0.0') });
    expect(await digest(tool, { [file]: text('1.0.0', '2.0.0') })).toBe(one);
    expect(await digest(tool, { [file]: text('2.0.0', '1.0.0') })).not.toBe(one);
    expect(await digest('gosec', { [file]: text('1.0.0', '1.0.0') })).toBeNull();
  });

  it('takes linear time for a heading without end', async () => {
    const started = performance.now();
    const text = ['[\t', '[', ' '].map((part) => `[${part.repeat(50_000)}`).join('\n');
    expect(await digest('ruff', { 'pyproject.toml': text })).not.toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('is the same wherever nothing configures the tool', async () => {
    const one = await digest('eslint', { 'src/a.js': 'x', 'package.json': '{"name": "x"}' });
    expect(await digest('eslint', { 'package.json': 'no json' })).toBe(one);
    expect(await digest('ruff', { 'pyproject.toml': '[project]\nname = "x"\n' })).toBe(one);
    expect(await digest('lizard', {}, [])).toBe(one);
  });

  it('is null where it is unknown what configures the tool', async () => {
    expect(await digest('lizard', { 'src/a.js': 'x' })).toBeNull();
  });
});

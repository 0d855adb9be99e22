import { knownAs, toolFamily } from './tool-families.js';

describe('toolFamily', () => {
  it.each([
    ['ESLint', 'eslint'],
    ['Semgrep OSS', 'semgrep'],
    ['CodeQL command-line toolchain', 'codeql'],
    ['Micro Focus Fortify Static Code Analyzer', 'fortify'],
    ['Snyk Open Source', 'snyk'],
    ['GNU C17', 'gcc'],
    ['My Own Tool!', 'my-own-tool'],
  ])('%s is %s', (tool, family) => {
    expect(toolFamily(tool)).toBe(family);
  });
});

describe('knownAs', () => {
  const tables = { all: ['eslint', 'gosec', 'vulture'], withOwnIds: ['eslint', 'gosec'] };

  it.each([
    ['ESLint', 'no-var', [{ family: 'eslint', rule: 'no-var' }]],
    ['oxlint', 'eslint(no-var)', [{ family: 'eslint', rule: 'no-var' }]],
    ['oxlint', 'react-hooks(rules-of-hooks)', [{ family: 'eslint', rule: 'react-hooks/rules-of-hooks' }]],
    ['oxlint', 'typescript-eslint(no-x)', [{ family: 'eslint', rule: '@typescript-eslint/no-x' }]],
    ['oxlint', 'TS(2309)', [{ family: 'typescript', rule: 'TS2309' }]],
    ['oxlint', 'eslint-plugin-import(first)', [{ family: 'eslint', rule: 'import/first' }]],
    ['oxlint', 'no-var', [{ family: 'eslint', rule: 'no-var' }]],
    [
      'code-quality',
      'no-var',
      [
        { family: 'eslint', rule: 'no-var' },
        { family: 'gosec', rule: 'no-var' },
      ],
    ],
  ])('%s %s', (tool, rule, expected) => {
    expect(knownAs(tool, rule, tables)).toEqual(expected);
  });

  it('trusts a tool that the rule of an unnamed tool starts with', () => {
    expect(knownAs('code-quality', 'Vulture/unused', tables)[0]).toEqual({ family: 'vulture', rule: 'unused' });
    expect(knownAs('code-quality', 'other/unused', tables)[0]).toEqual({ family: 'eslint', rule: 'other/unused' });
  });
});

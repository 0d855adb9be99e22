import { isBaselineBranch, matchesBranch } from './baseline-branches.js';

describe('matchesBranch', () => {
  it.each<[pattern: string, branch: string, expected: boolean]>([
    ['release/1', 'release/1', true],
    ['release/1', 'release/10', false],
    ['release/*', 'release/1', true],
    ['release/*', 'release/1/fix', false],
    ['release/*', 'release', false],
    ['release/**', 'release/1/fix', true],
    ['release/**', 'prerelease/1', false],
    ['release-*', 'release-1.2', true],
    ['*', 'main', true],
    ['*', 'feature/x', false],
    ['**', 'feature/x/y', true],
    ['**/stable', 'a/b/stable', true],
    ['**/stable', 'stable', true],
    ['a/**/b/**/c', 'a/x/b/y/b/z/c', true],
    ['a/**/b/**/c', 'a/x/b/y/z', false],
    ['1.x', '1ax', false],
  ])('%s and %s: %s', (pattern, branch, expected) => {
    expect(matchesBranch(pattern, branch)).toBe(expected);
  });

  it('takes no long time for a pattern of many stars', () => {
    const start = performance.now();
    expect(matchesBranch(`${'*a'.repeat(90)}b`, 'a'.repeat(500))).toBe(false);
    expect(matchesBranch(`${'**/a/'.repeat(40)}b`, 'a/'.repeat(249) + 'a')).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

it.each([
  ['main', true],
  ['release/2', true],
  ['develop', true],
  ['feature/x', false],
])('of a repository that names further ones %s: %s', (branch, expected) => {
  const named = { defaultBranch: 'main', baselineBranches: ['release/*', 'develop'] };
  expect(isBaselineBranch(named, branch)).toBe(expected);
});

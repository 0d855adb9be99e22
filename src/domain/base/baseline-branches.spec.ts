import fc from 'fast-check';
import { BaselineBranchFilter, isBaselineBranch } from './baseline-branches.js';

const matchesBranch = (pattern: string, branch: string) =>
  isBaselineBranch({ defaultBranch: '', baselineBranches: [pattern] }, branch);

describe('a pattern of branches', () => {
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

  it('matches as a regular expression does that says the same', () => {
    const segment = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 3 });
    const wanted = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 3 }), fc.constant('**'));
    const listOf = (names: fc.Arbitrary<string>) =>
      fc.array(names, { minLength: 1, maxLength: 4 }).map((list) => list.join('/'));
    fc.assert(
      fc.property(
        listOf(wanted),
        listOf(segment).filter((branch) => branch !== ''),
        (pattern, branch) => {
          const body = pattern
            .split('/')
            .map((each) => (each === '**' ? '(?:[^/]*/)*' : `${each.replace(/\*+/g, '[^/]*')}/`))
            .join('');
          expect(matchesBranch(pattern, branch)).toBe(new RegExp(`^${body}$`).test(`${branch}/`));
        },
      ),
    );
  });

  it('takes steps in proportion to its length and that of the branch, whatever it says', () => {
    const patterns = Array.from({ length: 50 }, (_, at) => [
      `${'*a'.repeat(98)}b${at}*`,
      `${'**/a*/'.repeat(32)}b${at}*`,
    ]);
    for (const branch of ['a'.repeat(500), 'a/'.repeat(249) + 'a', 'aa/'.repeat(166)])
      for (const kind of [0, 1]) {
        const filter = new BaselineBranchFilter({
          defaultBranch: '',
          baselineBranches: patterns.map((each) => each[kind]!),
        });
        expect(filter.admits(branch)).toBe(false);
        expect(filter.steps).toBeLessThan(1_500_000);
      }
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

import { type Destination, targetBranch } from './target-branch.js';

const change: Destination = { branch: 'feature', baseBranch: null, defaultBranch: 'main', isBaselineScan: false };

describe('targetBranch', () => {
  it.each<[string, Partial<Destination>, string]>([
    ['the default branch', {}, 'main'],
    ['the branch that the change names', { baseBranch: 'release/1' }, 'release/1'],
    ['what a merge queue names', { branch: 'gh-readonly-queue/main/pr-7-0a1b2c' }, 'main'],
    ['what a merge queue names, slashes and all', { branch: 'gh-readonly-queue/release/1/pr-7-0a1b2c' }, 'release/1'],
    [
      'what the change names before the queue',
      { branch: 'gh-readonly-queue/main/pr-7-0a', baseBranch: 'next' },
      'next',
    ],
    ['the default branch where the queue names none', { branch: 'gh-readonly-queue/pr-7-0a1b2c' }, 'main'],
    [
      'its own branch for a baseline scan',
      { branch: 'release/1', isBaselineScan: true, baseBranch: 'main' },
      'release/1',
    ],
  ])('is %s', (_, fields, expected) => {
    expect(targetBranch({ ...change, ...fields })).toBe(expected);
  });
});

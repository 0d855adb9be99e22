import { type GateStatusAnswer } from '../api/answers.js';
import { type Git } from '../git/git.js';
import { describeForeignBase, describeOtherBase } from './foreign-base.js';

const COMMIT = '62b9ce4'.padEnd(40, '0');
const BASE = { branch: 'master', commit_sha: COMMIT } as GateStatusAnswer['base'];

/** A checkout that has the commits, or a shallow one. */
const checkout = (commits: readonly string[], isShallow = false) =>
  ({
    hasCommits: true,
    ask: (command: string, ...args: string[]) =>
      Promise.resolve(
        command === 'rev-parse' ? String(isShallow) : commits.some((sha) => args[1] === `${sha}^{commit}`) ? '' : null,
      ),
  }) as unknown as Git;

describe('describeForeignBase', () => {
  it('names a base that a whole checkout lacks', async () => {
    expect(await describeForeignBase(checkout([]), { base: BASE }, 'repo')).toBe(
      'The base, master at 62b9ce4, is not a commit of this checkout. If another project is also called repo, name this one with --repo.',
    );
  });

  it.each([
    ['a commit of the checkout', checkout([COMMIT]), BASE],
    ['beyond a shallow history', checkout([], true), BASE],
    ['unknown', checkout([]), null],
  ])('says nothing of a base that is %s', async (_, git, base) => {
    expect(await describeForeignBase(git, { base }, 'repo')).toBeNull();
  });
});

describe('describeOtherBase', () => {
  const base = (exact: boolean) => ({ base: { ...BASE, exact } as GateStatusAnswer['base'] });

  it.each([
    [base(false), 'master at 62b9ce4'],
    [{ base: null }, 'nothing'],
  ])('names what a change is compared with instead of the named commit: %#', (gate, instead) => {
    expect(describeOtherBase(gate, 'abcdef0123')).toBe(
      `The commit of --base-commit (abcdef0) has no scan that can be a base: the change is compared with ${instead}.`,
    );
  });

  it('says nothing of the named commit itself, and where none is named', () => {
    expect([describeOtherBase(base(true), 'abcdef0123'), describeOtherBase(base(false), null)]).toEqual([null, null]);
  });
});

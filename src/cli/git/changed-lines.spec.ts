import { execFileSync } from 'node:child_process';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { findChange, listChangedSince } from './changed-lines.js';
import { openCheckout } from './git.js';

const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join('');
const changeOf = async (root: string, base = 'main', said: string[] = []) =>
  findChange(await openCheckout(root, BARE_ENV), { branch: base, commit: null, isCommitGiven: false }, (message) =>
    said.push(message),
  );

describe('findChange', () => {
  const made: GitRepository[] = [];
  const keep = (repository: GitRepository): GitRepository => {
    made.push(repository);
    return repository;
  };
  afterEach(() => {
    for (const repository of made.splice(0)) repository.remove();
  });

  /** main: a.js; feature adds a line to it; main moves on afterwards. */
  function aBranchedRepository(): { repository: GitRepository; forkPoint: string } {
    const repository = keep(GitRepository.create());
    const forkPoint = repository.commit({ 'a.js': lines('one', 'two', 'three') });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'a.js': lines('one', 'two', 'new', 'three') });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'b.js': lines('elsewhere') });
    repository.git('checkout', '--quiet', 'feature');
    return { repository, forkPoint };
  }

  it('compares with the point where the branch left its base, not with the tip of the base', async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const { mergeBase, diff } = await changeOf(repository.root);
    expect(mergeBase).toBe(forkPoint);
    expect(diff).toContain('--- a/a.js\n+++ b/a.js\n@@ -2,0 +3 @@\n+\n');
    expect(diff).not.toContain('b.js');
  });

  it('names the first parents before the merge base, newest first', async () => {
    const repository = keep(GitRepository.create());
    const first = repository.commit({ 'a.js': lines('one') });
    repository.git('checkout', '--quiet', '-b', 'merged');
    repository.commit({ 'm.js': lines('merged') });
    repository.git('checkout', '--quiet', 'main');
    const second = repository.commit({ 'a.js': lines('one', 'two') });
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'merged');
    const forkPoint = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'b.js': lines('new') });
    const { mergeBase, baseCommits } = await changeOf(repository.root);
    expect(mergeBase).toBe(forkPoint);
    expect(baseCommits).toEqual([second, first]);
  });

  it('lists what differs between a commit and the merge base; nothing is known of a commit that is not there', async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const git = await openCheckout(repository.root, BARE_ENV);
    const tip = repository.git('rev-parse', 'main');
    expect(await listChangedSince(git, forkPoint, tip)).toEqual(['b.js']);
    expect(await listChangedSince(git, tip, tip)).toEqual([]);
    expect(await listChangedSince(git, '0'.repeat(40), tip)).toBeNull();
    expect(await listChangedSince(git, '--output=x', tip)).toBeNull();
  });

  it('names no more than 500 of them', async () => {
    const repository = keep(GitRepository.create());
    const commands = Array.from({ length: 503 }, (_, index) =>
      ['commit refs/heads/main', 'committer A <a@example.com> 0 +0000', 'data 1', String(index % 10)].join('\n'),
    );
    execFileSync('git', ['fast-import', '--quiet'], {
      cwd: repository.root,
      env: BARE_ENV,
      input: `${commands.join('\n\n')}\n`,
    });
    repository.git('checkout', '--quiet', '-b', 'feature', 'main');
    const { baseCommits } = await changeOf(repository.root);
    expect(baseCommits).toHaveLength(500);
    expect(baseCommits[0]).toBe(repository.git('rev-parse', 'main~1'));
  });

  it("takes the first parent of the CI system's merge for the merge base, wherever the base branch is here", async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const pushed = repository.git('rev-parse', 'HEAD');
    const tip = repository.git('rev-parse', 'main');
    repository.git('checkout', '--quiet', '--detach', 'main');
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'feature');
    repository.git('branch', '--force', 'main', forkPoint);
    const git = await openCheckout(repository.root, BARE_ENV);
    const against = { branch: 'main', commit: null, isCommitGiven: false };
    const { mergeBase, diff } = await findChange(git, { ...against, pushed }, () => undefined);
    expect(mergeBase).toBe(tip);
    expect(diff).not.toContain('b.js');
    // A merge that the author made is a commit of the branch like any other.
    const own = await findChange(git, { ...against, pushed: repository.git('rev-parse', 'HEAD') }, () => undefined);
    expect(own.mergeBase).toBe(forkPoint);
  });

  it('compares with and without white space', async () => {
    const { repository } = aBranchedRepository();
    repository.commit({ 'a.js': lines('  one', 'two', 'new', '  three', 'four') });
    const { diff, diffIgnoringSpace } = await changeOf(repository.root);
    expect(diff.match(/^@@.*/gm)).toEqual(['@@ -1 +1 @@', '@@ -3 +3,3 @@']);
    expect(diffIgnoringSpace.match(/^@@.*/gm)).toEqual(['@@ -2,0 +3 @@', '@@ -3,0 +5 @@']);
  });

  it('takes the working tree, as that is what analyzers read', async () => {
    const { repository } = aBranchedRepository();
    repository.write({ 'a.js': lines('one', 'two', 'new', 'newer', 'three') });
    expect((await changeOf(repository.root)).diff).toContain('@@ -2,0 +3,2 @@');
  });

  it('follows renames', async () => {
    const { repository } = aBranchedRepository();
    repository.git('mv', 'a.js', 'moved.js');
    repository.commit();
    expect((await changeOf(repository.root)).diff).toContain('rename from a.js\nrename to moved.js');
  });

  it('compares with the commit that the caller names', async () => {
    const { repository } = aBranchedRepository();
    const first = repository.git('rev-parse', 'HEAD');
    repository.commit({ 'c.js': lines('later') });
    const git = await openCheckout(repository.root, BARE_ENV);
    const against = { branch: 'main', commit: first, isCommitGiven: true };
    const { mergeBase, diff } = await findChange(git, against, () => undefined);
    expect(mergeBase).toBe(first);
    expect(diff).toContain('+++ b/c.js');
    expect(diff).not.toContain('a.js');
    const wrong = findChange(git, { ...against, commit: 'f'.repeat(40) }, () => undefined);
    await expect(wrong).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('--base-commit') });
  });

  it("takes a CI system's word for the base only where the branch itself is out of reach", async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const git = await openCheckout(repository.root, BARE_ENV);
    const later = repository.git('rev-parse', 'HEAD');
    const findAgainst = (branch: string, commit: string) =>
      findChange(git, { branch, commit, isCommitGiven: false }, () => undefined);
    expect((await findAgainst('main', later)).mergeBase).toBe(forkPoint);
    expect((await findAgainst('gone', forkPoint)).mergeBase).toBe(forkPoint);
    await expect(findAgainst('gone', 'f'.repeat(40))).rejects.toMatchObject({ kind: 'usage' });
  });

  it('is empty where nothing changed', async () => {
    const repository = keep(GitRepository.create());
    repository.commit({ 'a.js': 'x\n' });
    repository.git('checkout', '--quiet', '-b', 'feature');
    expect((await changeOf(repository.root)).diff).toBe('');
  });

  it('is the same whatever the settings of the user are', async () => {
    const { repository } = aBranchedRepository();
    const { diff } = await changeOf(repository.root);
    for (const [key, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.renames', 'false'],
      ['diff.context', '10'],
      ['diff.interHunkContext', '10'],
      ['diff.external', 'false'],
      ['diff.relative', 'true'],
      ['color.ui', 'always'],
    ] as const) {
      repository.git('config', key, value);
    }
    expect((await changeOf(repository.root)).diff).toBe(diff);
  });

  it('writes names beyond ASCII as they are', async () => {
    const { repository } = aBranchedRepository();
    repository.commit({ 'größe.js': 'x\n' });
    expect((await changeOf(repository.root)).diff).toContain('+++ b/größe.js');
  });

  it('reads the lines of sources that git takes for binary', async () => {
    const { repository } = aBranchedRepository();
    const nul = (...texts: string[]) => lines('/* \0 */', ...texts);
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'nul.js': nul('one', 'two'), 'old.js': nul('a', 'b', 'c', 'd'), 'i.png': '\0' });
    repository.git('checkout', '--quiet', '-b', 'more');
    repository.git('mv', 'old.js', 'new.js');
    repository.commit({
      '.gitattributes': 'a.js -diff\n',
      'a.js': lines('one', 'two', 'three', 'four'),
      'nul.js': nul('one', 'added', 'two'),
      'new.js': nul('a', 'b', 'c', 'd', 'e'),
      'i.png': '\0\0',
    });
    const { diff } = await changeOf(repository.root);
    const sections = diff.split(/^(?=diff --git )/m).map((section) => section.split('\n')[0]);
    expect(sections.toSorted()).toEqual([
      'diff --git a/.gitattributes b/.gitattributes',
      'diff --git a/a.js b/a.js',
      'diff --git a/i.png b/i.png',
      'diff --git a/nul.js b/nul.js',
      'diff --git a/old.js b/new.js',
    ]);
    expect(diff).toContain('+++ b/a.js\n@@ -3,0 +4 @@');
    expect(diff).toContain('+++ b/nul.js\n@@ -2,0 +3 @@');
    expect(diff).toContain('+++ b/new.js\n@@ -5,0 +6 @@');
    expect(diff).toContain('Binary files a/i.png and b/i.png differ');
  });

  it('prefers what the remote has of the base to a stale local branch', async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const clone = keep(repository.clone('--branch', 'feature'));
    clone.git('branch', 'main', forkPoint);
    expect((await changeOf(clone.root)).mergeBase).toBe(forkPoint);
  });

  it('deepens a shallow clone once', async () => {
    const { repository, forkPoint } = aBranchedRepository();
    repository.commit({ 'c.js': 'c\n' });
    const clone = keep(repository.clone('--depth', '1', '--branch', 'feature'));
    const said: string[] = [];
    const { mergeBase, diff } = await changeOf(clone.root, 'main', said);
    expect(mergeBase).toBe(forkPoint);
    expect(diff).toContain('@@ -2,0 +3 @@');
    expect(said).toEqual(['fetching main to find where this branch diverged from it']);
  });

  it('deepens a shallow clone of a merge commit that is on no branch', async () => {
    const { repository } = aBranchedRepository();
    repository.git('checkout', '--quiet', '--detach', 'main');
    repository.git('merge', '--quiet', '--no-edit', 'feature');
    repository.git('update-ref', 'refs/pull/7/merge', 'HEAD');
    repository.git('checkout', '--quiet', 'feature');
    const clone = keep(repository.clone('--depth', '1', '--branch', 'feature'));
    clone.git('fetch', '--quiet', '--depth', '1', 'origin', 'refs/pull/7/merge');
    clone.git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
    const { mergeBase, diff } = await changeOf(clone.root);
    expect(mergeBase).toBe(repository.git('rev-parse', 'main'));
    expect(diff).toContain('@@ -2,0 +3 @@');
    expect(diff).not.toContain('b.js');
  });

  it('fetches the base of a clone of one branch', async () => {
    const { repository, forkPoint } = aBranchedRepository();
    const clone = keep(repository.clone('--single-branch', '--branch', 'feature'));
    expect((await changeOf(clone.root)).mergeBase).toBe(forkPoint);
  });

  it('never takes everything for new: a shallow clone that cannot be deepened is an error with its remedy', async () => {
    const { repository } = aBranchedRepository();
    const clone = keep(repository.clone('--depth', '1', '--branch', 'feature'));
    clone.git('remote', 'set-url', 'origin', `${clone.root}-gone`);
    await expect(changeOf(clone.root)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('shallow clone does not reach'),
      hint: expect.stringContaining('fetch-depth: 0'),
    });
  });

  it('and so is a base that does not exist', async () => {
    const { repository } = aBranchedRepository();
    await expect(changeOf(repository.root, 'trunk')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no commit in common with the base branch trunk'),
      hint: expect.stringContaining('--base'),
    });
  });
});

describe('openCheckout', () => {
  it('finds the top folder from below', async () => {
    const repository = GitRepository.create();
    repository.write({ 'packages/web/a.js': 'x\n' });
    expect((await openCheckout(`${repository.root}/packages/web`, BARE_ENV)).root).toBe(repository.root);
    repository.remove();
  });

  it('refuses a folder that is in no checkout', async () => {
    await expect(openCheckout('/', BARE_ENV)).rejects.toMatchObject({
      kind: 'usage',
      message: 'This is not a git checkout.',
    });
  });
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { openCheckout } from './git.js';
import { withWorktree } from './worktree.js';

describe('a temporary worktree', () => {
  const repository = GitRepository.create();
  const first = repository.commit({ 'a.txt': 'first' });
  repository.commit({ 'a.txt': 'second' });
  afterAll(() => repository.remove());

  it('has the content of its commit, and is gone afterwards', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    const [text, folder] = await withWorktree(git, first, 'shop', (worktree) =>
      Promise.resolve([readFileSync(path.join(worktree, 'a.txt'), 'utf8'), worktree]),
    );
    expect(text).toBe('first');
    expect(path.basename(folder)).toBe('shop');
    expect(existsSync(path.dirname(folder))).toBe(false);
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('is gone after an interruption', async () => {
    const interruption = new AbortController();
    const git = await openCheckout(repository.root, BARE_ENV, interruption.signal);
    let folder = '';
    const work = async (worktree: string) => {
      folder = worktree;
      interruption.abort();
      return git.run('status');
    };
    await expect(withWorktree(git, first, 'shop', work)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(existsSync(path.dirname(folder))).toBe(false);
  });

  it('needs a commit that git has', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    const made = withWorktree(git, 'f'.repeat(40), 'shop', () => Promise.resolve());
    await expect(made).rejects.toMatchObject({ kind: 'usage' });
  });
});

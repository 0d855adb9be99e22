import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { openCheckout } from './git.js';
import { listLanded } from './landed.js';

describe('listLanded', () => {
  let repository: GitRepository;
  let since: string;
  beforeEach(() => {
    repository = GitRepository.create();
    since = repository.commit({ 'a.js': 'one\n' });
  });
  afterEach(() => repository.remove());

  const landed = async (from = since) => listLanded(await openCheckout(repository.root, BARE_ENV), from);
  const commit = (message: string): void => {
    repository.git('commit', '--quiet', '--allow-empty', '--message', message);
  };

  it('names all commits since another one, those of merged branches among them', async () => {
    repository.git('checkout', '--quiet', '-b', 'feature');
    const ofFeature = repository.commit({ 'b.js': 'two\n' });
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge branch', 'feature');
    const { commits } = await landed();
    expect(new Set(commits)).toEqual(new Set([repository.git('rev-parse', 'HEAD'), ofFeature]));
    expect(await landed('HEAD')).toEqual({ commits: [], pullRequests: [], beforeReverted: [] });
    expect((await landed('0'.repeat(40))).commits).toEqual([]);
  });

  it.each([
    ['Add a cart (#12)', [12]],
    ['Merge pull request #12 from shop/cart', [12]],
    ['Merged in cart (pull request #12)', [12]],
    ['Merged PR 12: Add a cart', [12]],
    ['Merge branch cart\n\nSee merge request shop/web!12', [12]],
    ['Merge #12 #13\n\n12: Add a cart r=ada', [12, 13]],
    ['Auto merge of #12 - ada:cart, r=bob', [12]],
    ['Merge #12 into main', [12]],
    ['Merge of #12', [12]],
    ['Add a cart!\n\nCloses #12', []],
    ['Add #12 to the cart', []],
  ])('reads the number of the pull request in %j', async (message, numbers) => {
    commit(message);
    expect((await landed()).pullRequests).toEqual(numbers);
  });

  it('names what stood before a reverted commit', async () => {
    repository.commit({ 'a.js': 'two\n' });
    repository.git('revert', '--no-edit', 'HEAD');
    expect((await landed()).beforeReverted).toEqual([[since]]);
    commit('Revert\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.');
    expect((await landed()).beforeReverted).toEqual([[since]]);
  });
});

import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { openCheckout } from '../git/git.js';
import { watchFiles } from './watch-files.js';

describe('watching a checkout', () => {
  const repository = GitRepository.create();
  beforeAll(() => repository.commit({ 'src/a.js': 'a();\n' }));
  afterAll(() => repository.remove());

  it.each([
    ['tracked', 'src/a.js'],
    ['untracked', 'src/new.js'],
    ['untracked, in a folder without tracked files', 'lib/deep/new.js'],
  ])('sees edits of a file that is %s', async (_, file) => {
    repository.write({ [file]: 'before();\n' });
    const git = await openCheckout(repository.root, BARE_ENV);
    const changes = await watchFiles(git, new Set(), new AbortController().signal);
    try {
      repository.write({ [file]: 'after();\n' });
      await changes.next();
    } finally {
      changes.stop();
    }
  });
});

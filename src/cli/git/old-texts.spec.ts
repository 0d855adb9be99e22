import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { openCheckout } from './git.js';
import { readTextsAt } from './old-texts.js';

describe('readTextsAt', () => {
  let repository: GitRepository;
  beforeEach(() => {
    repository = GitRepository.create();
  });
  afterEach(() => repository.remove());

  it('reads the texts of a commit, whatever the files contain now', async () => {
    const texts = {
      'a b.js': 'one\ntwo',
      'empty.js': '',
      'tab\tand "quote"/ü.js': 'öä\r\n',
      'blob 3': ' blob 7\nmore\n',
    };
    const commit = repository.commit({ ...texts, 'binary.js': 'a\0b', 'large.js': 'x'.repeat(1024 * 1024 + 1) });
    repository.commit({ 'a b.js': 'three' });
    const git = await openCheckout(repository.root, BARE_ENV);
    const asked = ['gone.js', ...Object.keys(texts), 'binary.js', 'large.js', 'tab\tand "quote"', 'line\nbreak.js'];
    expect(Object.fromEntries(await readTextsAt(git, commit, asked))).toEqual(texts);
    expect(await readTextsAt(git, commit, [])).toEqual(new Map());
    expect(await readTextsAt(git, 'f'.repeat(40), ['a b.js'])).toEqual(new Map());
  });
});

import { symlinkSync, unlinkSync } from 'node:fs';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { openCheckout } from './git.js';
import { listExcludedFiles, listTrackedFiles } from './tracked-files.js';

describe('tracked files', () => {
  const repository = GitRepository.create();
  beforeAll(() => {
    repository.write({ '.gitattributes': 'gen/* linguist-generated\nlib/* linguist-vendored=true\n' });
    repository.write({ 'src/a b.js': 'x\n', 'gen/x.js': 'x\n', 'lib/y.js': 'x\n', 'gone.js': 'x\n' });
    symlinkSync('src/a b.js', `${repository.root}/link.js`);
    repository.commit();
    repository.write({ 'untracked.js': 'x\n' });
    unlinkSync(`${repository.root}/gone.js`);
  });
  afterAll(() => repository.remove());

  it('are the regular files of the working tree that git knows', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    expect(await listTrackedFiles(git)).toEqual(['.gitattributes', 'gen/x.js', 'lib/y.js', 'src/a b.js']);
  });

  it('leave out what is generated, vendored or named', async () => {
    const git = await openCheckout(repository.root, BARE_ENV);
    expect([...(await listExcludedFiles(git, []))].sort()).toEqual(['gen/x.js', 'lib/y.js']);
    expect([...(await listExcludedFiles(git, ['src/**']))].sort()).toEqual(['gen/x.js', 'lib/y.js', 'src/a b.js']);
  });

  it.each([
    '*.js',
    'src',
    '**/[!ax]*.js',
    '[[:lower:]]en/?.js',
    'l\\ib/**',
    '*/y.js',
    '*a*a*a*a*a*b',
    'src/a b.js',
    '**',
  ])('are named by the glob %s as git reads it', async (glob) => {
    const git = await openCheckout(repository.root, BARE_ENV);
    const tracked = (await git.run('ls-files', '-z')).split('\0').filter((path) => path !== '');
    const named = (await git.run('ls-files', '-z', '--', `:(glob)${glob}`)).split('\0').filter((path) => path !== '');
    expect(tracked.filter(matchExcluded([glob]))).toEqual(named);
  });
});

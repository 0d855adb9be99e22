import { expandLink, FORGE_KINDS, type ForgeKind, guessForge, linksOf, NO_FORGE, setForge } from './forge-links.js';

const PLACE = { sha: '3f1c9e2', path: 'src/api/charge.ts', from: 11, to: 12 };

describe('guessForge', () => {
  it.each<[string, ForgeKind, string]>([
    ['https://github.com/acme/web', 'github', 'https://github.com/acme/web'],
    ['https://github.com/acme/web.git', 'github', 'https://github.com/acme/web'],
    ['https://GitHub.com/acme/web/?tab=readme#top', 'github', 'https://github.com/acme/web'],
    ['https://user:secret@gitlab.com/group/sub/web/', 'gitlab', 'https://gitlab.com/group/sub/web'],
    ['https://bitbucket.org/acme/web', 'bitbucket', 'https://bitbucket.org/acme/web'],
    ['https://codeberg.org/acme/web', 'gitea', 'https://codeberg.org/acme/web'],
    ['https://dev.azure.com/acme/shop/_git/web', 'azure', 'https://dev.azure.com/acme/shop/_git/web'],
    ['https://acme.visualstudio.com/shop/_git/web', 'azure', 'https://acme.visualstudio.com/shop/_git/web'],
  ])('takes %s for %s', (url, kind, webUrl) => {
    expect(guessForge(url)).toEqual({ kind, webUrl });
  });

  it.each([
    null,
    'https://git.example.test/acme/web',
    'https://github.com.example.test/acme/web',
    'https://example.test/github.com/acme/web',
    'ssh://git@github.com/acme/web',
    'javascript:alert(1)',
    'no address',
  ])('takes %s for none', (url) => {
    expect(guessForge(url)).toEqual(NO_FORGE);
  });
});

describe('setForge', () => {
  it('has its own address, else that of the repository', () => {
    const url = 'https://git.example.test/acme/web.git';
    expect(setForge('gitea', 'https://code.example.test/web/', url).webUrl).toBe('https://code.example.test/web');
    expect(setForge('gitea', null, url)).toEqual({ kind: 'gitea', webUrl: 'https://git.example.test/acme/web' });
    expect(setForge('gitea', null, null)).toEqual({ kind: 'gitea', webUrl: null });
    expect(setForge('none', 'https://github.com/acme/web', url)).toEqual(NO_FORGE);
  });
});

describe('linksOf', () => {
  const links = (kind: ForgeKind) => linksOf({ kind, webUrl: 'https://forge.test/acme/web' })!;
  const expanded = (kind: ForgeKind, of: 'commit' | 'file') => expandLink(links(kind)[of], PLACE);

  it.each<[ForgeKind, string, string]>([
    ['github', '/commit/3f1c9e2', '/blob/3f1c9e2/src/api/charge.ts#L11-L12'],
    ['gitlab', '/-/commit/3f1c9e2', '/-/blob/3f1c9e2/src/api/charge.ts#L11-12'],
    ['bitbucket', '/commits/3f1c9e2', '/src/3f1c9e2/src/api/charge.ts#lines-11:12'],
    ['gitea', '/commit/3f1c9e2', '/src/commit/3f1c9e2/src/api/charge.ts#L11-L12'],
    [
      'azure',
      '/commit/3f1c9e2',
      '?path=/src%2Fapi%2Fcharge.ts&version=GC3f1c9e2&line=11&lineEnd=12&lineStartColumn=1&lineEndColumn=1000&_a=contents',
    ],
  ])('of %s lead to commits and lines', (kind, commit, file) => {
    expect(expanded(kind, 'commit')).toBe(`https://forge.test/acme/web${commit}`);
    expect(expanded(kind, 'file')).toBe(`https://forge.test/acme/web${file}`);
  });

  it('are addresses for every kind but none', () => {
    for (const kind of FORGE_KINDS.filter((each) => each !== 'none'))
      for (const which of ['commit', 'file'] as const) expect(URL.canParse(expanded(kind, which))).toBe(true);
    expect(linksOf(NO_FORGE)).toBeNull();
    expect(linksOf({ kind: 'github', webUrl: null })).toBeNull();
  });

  it('keep odd paths whole', () => {
    const path = 'src/a b#1/what?/ü{x}.ts';
    const link = new URL(expandLink(links('github').file, { ...PLACE, path }));
    expect(decodeURIComponent(link.pathname)).toBe(`/acme/web/blob/3f1c9e2/${path}`);
    expect(link.hash).toBe('#L11-L12');
    const azure = new URL(expandLink(links('azure').file, { ...PLACE, path: 'a&version=GBmain.ts' }));
    expect(azure.searchParams.getAll('version')).toEqual(['GC3f1c9e2']);
  });

  it('take nothing of an address for a variable', () => {
    const { commit } = linksOf(guessForge('https://github.com/acme/{sha}'))!;
    expect(expandLink(commit, { sha: 'x' })).toBe('https://github.com/acme/%7Bsha%7D/commit/x');
  });
});

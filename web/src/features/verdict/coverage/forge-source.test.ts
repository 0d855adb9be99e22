import { describe, expect, it } from 'vitest';
import { sourceRequest } from './forge-source';

const FILE = { sha: '3f1c9e2', path: 'src/a b#1.ts' };
type Kind = Parameters<typeof sourceRequest>[0]['kind'];
const OPEN = [
  ...['https://raw.githubusercontent.com', 'https://api.github.com', 'https://git.example.org', 'https://gitlab.com'],
  ...['https://api.bitbucket.org', 'https://codeberg.org', 'https://dev.azure.com'],
];
const request = (kind: Kind, web_url: string | null, token: string | null = null, origins: readonly string[] = OPEN) =>
  sourceRequest({ kind, web_url }, FILE, token, origins);

describe('the request for a file at its forge', () => {
  it('is for the bare file where GitHub shows it to everybody', () => {
    expect(request('github', 'https://github.com/acme/web')).toEqual({
      url: 'https://raw.githubusercontent.com/acme/web/3f1c9e2/src/a%20b%231.ts',
      headers: {},
    });
  });

  it.each([
    [
      'github',
      'https://github.com/acme/web',
      'https://api.github.com/repos/acme/web/contents/src/a%20b%231.ts?ref=3f1c9e2',
      { Accept: 'application/vnd.github.raw+json', Authorization: 'Bearer t' },
    ],
    [
      'github',
      'https://git.example.org/acme/web',
      'https://git.example.org/api/v3/repos/acme/web/contents/src/a%20b%231.ts?ref=3f1c9e2',
      { Accept: 'application/vnd.github.raw+json', Authorization: 'Bearer t' },
    ],
    [
      'gitlab',
      'https://gitlab.com/group/sub/web',
      'https://gitlab.com/api/v4/projects/group%2Fsub%2Fweb/repository/files/src%2Fa%20b%231.ts/raw?ref=3f1c9e2',
      { 'PRIVATE-TOKEN': 't' },
    ],
    [
      'bitbucket',
      'https://bitbucket.org/acme/web',
      'https://api.bitbucket.org/2.0/repositories/acme/web/src/3f1c9e2/src/a%20b%231.ts',
      { Authorization: 'Bearer t' },
    ],
    [
      'gitea',
      'https://codeberg.org/acme/web',
      'https://codeberg.org/api/v1/repos/acme/web/raw/src/a%20b%231.ts?ref=3f1c9e2',
      { Authorization: 'token t' },
    ],
  ] as const)('is one of the API of %s at %s, with the token where its API wants it', (kind, site, url, headers) => {
    expect(request(kind, site, 't')).toEqual({ url, headers });
  });

  it.each([
    ['gitlab', 'https://gitlab.com/acme/web'],
    ['bitbucket', 'https://bitbucket.org/acme/web'],
    ['gitea', 'https://codeberg.org/acme/web'],
  ] as const)('names nobody at %s without a token', (kind, site) => {
    expect(request(kind, site)!.headers).toEqual({});
  });

  it('is for what the service opened alone', () => {
    const site = 'https://github.com/acme/web';
    expect(request('github', site, null, ['https://api.github.com'])!.url).toMatch(/^https:\/\/api\.github\.com\//);
    expect(request('github', site, 't', ['https://raw.githubusercontent.com'])).toBeNull();
    expect(request('gitlab', 'https://gitlab.com/acme/web', 't', ['https://git.example.org'])).toBeNull();
  });

  it('does not exist where the forge is unknown, has no address, or answers no pages', () => {
    expect(request('none', null)).toBeNull();
    expect(request('github', null)).toBeNull();
    expect(request('azure', 'https://dev.azure.com/acme/shop/_git/web')).toBeNull();
  });
});

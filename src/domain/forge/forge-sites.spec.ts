import type { ConnectionKind } from './forge-links.js';
import { projectUrl, toProjectAddress, toSite } from './forge-sites.js';

describe('toSite', () => {
  it.each<[ConnectionKind, string | null, string | null]>([
    ['github', null, 'https://github.com'],
    ['gitlab', null, 'https://gitlab.com'],
    ['bitbucket', null, 'https://bitbucket.org'],
    ['azure', null, null],
    ['gitea', null, null],
    ['github', 'https://api.github.com/', 'https://github.com'],
    ['bitbucket', 'https://api.bitbucket.org/2.0', 'https://bitbucket.org'],
    ['github', 'https://github.example.org/api/v3', 'https://github.example.org'],
    ['gitlab', 'https://example.org/gitlab/api/v4/', 'https://example.org/gitlab'],
    ['gitea', 'https://user:secret@code.example.org/?a=b', 'https://code.example.org'],
    ['azure', 'https://dev.azure.com/acme', 'https://dev.azure.com/acme'],
    ['gitlab', 'ftp://example.org', null],
  ])('of %s at %s is %s', (kind, address, site) => {
    expect(toSite(kind, address)).toBe(site);
  });
});

describe('addresses of projects', () => {
  it('begin with their site', () => {
    expect(toProjectAddress('https://github.com/acme/web.git')).toBe('https://github.com/acme/web');
    expect(toProjectAddress('https://dev.azure.com/acme/shop/_git/web')).toBe('https://dev.azure.com/acme/shop/web');
    expect(toProjectAddress('no address')).toBeNull();
    expect(toProjectAddress(null)).toBeNull();
  });

  it('are made for people', () => {
    expect(projectUrl('github', 'https://github.com', 'acme/web')).toBe('https://github.com/acme/web');
    expect(projectUrl('azure', 'https://dev.azure.com/acme', 'shop/web')).toBe(
      'https://dev.azure.com/acme/shop/_git/web',
    );
    expect(projectUrl('gitlab', 'https://gitlab.com', 'a b/#/web')).toBe('https://gitlab.com/a%20b/%23/web');
  });
});

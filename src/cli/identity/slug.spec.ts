import { slugOfRemote } from './slug.js';

describe('slugOfRemote', () => {
  it.each([
    ['git@github.com:acme/web.git', 'acme/web'],
    ['github.com:acme/web', 'acme/web'],
    ['https://github.com/acme/web.git', 'acme/web'],
    ['https://user:secret@gitlab.example.com/group/sub/web.git/', 'group/sub/web'],
    ['ssh://git@host.example:2222/acme/web.git', 'acme/web'],
    ['https://dev.azure.com/acme/shop/_git/web%20app', 'acme/shop/web app'],
    ['https://bitbucket.example/scm/acme/web.git', 'acme/web'],
    ['/srv/git/web.git', 'web'],
    ['../web', 'web'],
    ['file:///srv/git/web.git', 'web'],
    ['C:\\repos\\web', 'web'],
    ['', null],
  ])('%s', (remote, slug) => {
    expect(slugOfRemote(remote)).toBe(slug);
  });
});

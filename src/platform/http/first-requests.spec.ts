import { firstRequestsOf } from './first-requests.js';

const linkOf = firstRequestsOf([
  { address: '/', scripts: ['assets/overview-1.js', 'assets/parts-2.js'], reads: ['/overview?limit=200'], plain: [] },
  { address: '/repos/:id/pulls/:id', scripts: [], reads: ['/repos/:id/pull-requests/:id'], plain: [] },
  { address: '/repos/:id', scripts: [], reads: [], plain: ['/repos/:id/overview?points=30'] },
]);
const read = (path: string) => `</api${path}>; rel=preload; as=fetch; crossorigin`;

describe('first requests of a page', () => {
  it('are its scripts, who is signed in, and its reads', () => {
    expect(linkOf('/', true)).toBe(
      [
        '</assets/overview-1.js>; rel=modulepreload',
        '</assets/parts-2.js>; rel=modulepreload',
        read('/auth/me'),
        read('/overview?limit=200'),
      ].join(', '),
    );
  });

  it('have no read without a session', () => {
    expect(linkOf('/?verdict=failed', false)).not.toContain('/api/');
  });

  it('name the numbers of the address in their order', () => {
    expect(linkOf('/repos/4/pulls/17', true)).toContain(read('/repos/4/pull-requests/17'));
  });

  it('leave out what depends on the query where there is one', () => {
    expect(linkOf('/repos/4', true)).toContain(read('/repos/4/overview?points=30'));
    expect(linkOf('/repos/4?branch=x', true)).toBe(read('/auth/me'));
  });

  it.each(['/nothing', '/repos/4>;x', '/repos/12345678901234567', '/repos/4/'])('are unknown of %s', (target) => {
    expect(linkOf(target, true)).toBeNull();
  });
});

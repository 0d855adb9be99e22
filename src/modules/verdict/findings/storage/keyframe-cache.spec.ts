import type { OrgId, RepoId } from '../../../../domain/ids.js';
import { KeyframeCache } from './keyframe-cache.js';

const ORG = 1 as OrgId;
const [WEB, API] = [1 as RepoId, 2 as RepoId];

const aKeyframe = (address: string, size = 10) => ({ address, manifest: [], size });

describe('KeyframeCache', () => {
  const addressesOf = (cache: KeyframeCache, repoId: RepoId) => [...cache.ofRepo(ORG, repoId).keys()];

  it('keeps repositories apart, and organizations', () => {
    const cache = new KeyframeCache(100);
    cache.add(ORG, WEB, aKeyframe('aa'));
    expect(addressesOf(cache, WEB)).toEqual(['aa']);
    expect(addressesOf(cache, API)).toEqual([]);
    expect(cache.ofRepo(2 as OrgId, WEB).size).toBe(0);
  });

  it('drops those of the repository that was not used for longest, its oldest first', () => {
    const cache = new KeyframeCache(40);
    for (const address of ['aa', 'ab']) cache.add(ORG, WEB, aKeyframe(address));
    for (const address of ['ba', 'bb']) cache.add(ORG, API, aKeyframe(address));
    cache.ofRepo(ORG, WEB);
    cache.add(ORG, WEB, aKeyframe('ac'));
    expect([addressesOf(cache, API), addressesOf(cache, WEB)]).toEqual([['bb'], ['aa', 'ab', 'ac']]);
    cache.add(ORG, WEB, aKeyframe('ad', 20));
    expect([addressesOf(cache, API), addressesOf(cache, WEB)]).toEqual([[], ['ab', 'ac', 'ad']]);
  });

  it('takes a keyframe once, and none beyond its capacity', () => {
    const cache = new KeyframeCache(20);
    for (const keyframe of [aKeyframe('aa'), aKeyframe('aa'), aKeyframe('ab'), aKeyframe('ac', 21)])
      cache.add(ORG, WEB, keyframe);
    expect(addressesOf(cache, WEB)).toEqual(['aa', 'ab']);
  });
});

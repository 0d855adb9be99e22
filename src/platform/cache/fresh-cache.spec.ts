import type { ChangeFollower } from './change-feed.js';
import { type Fresh, FreshCache } from './fresh-cache.js';

/** A feed that a test plays. */
class PlayedFeed {
  isCurrent = true;
  private readonly followers: ChangeFollower[] = [];

  follow = (follower: ChangeFollower) => void this.followers.push(follower);
  change = (tag: string) => this.followers.forEach((follower) => follower.onChange(tag));
  gap = () => this.followers.forEach((follower) => follower.onGap());
}

describe('FreshCache', () => {
  let feed: PlayedFeed;
  let cache: FreshCache<string>;
  let now: number;
  let loads: string[];

  beforeEach(() => {
    feed = new PlayedFeed();
    now = 1_000;
    loads = [];
    cache = new FreshCache<string>(feed, { capacity: 3, now: () => now });
  });

  /** Reads `key`, whose value counts how often anything was loaded. */
  const read = (key: string, more: Partial<Fresh<string>> = {}) =>
    cache.read(key, () => {
      loads.push(key);
      return Promise.resolve({ value: `${key}${loads.length}`, tags: [`tag of ${key}`], until: Infinity, ...more });
    });

  it('reads once a value that is requested again', async () => {
    expect(await read('a')).toBe('a1');
    expect(await read('a')).toBe('a1');
    expect(cache.find('a')).toBe('a1');
    expect(cache.find('b')).toBeNull();
  });

  it('counts values that were cached and values that were read, each look once', async () => {
    const counted: string[] = [];
    cache = new FreshCache<string>(feed, { capacity: 3, now: () => now, count: (result) => counted.push(result) });
    expect(cache.find('a')).toBeNull();
    await read('a');
    await read('a');
    cache.find('a');
    expect(counted).toEqual(['miss', 'hit', 'hit']);
  });

  it('drops what a change invalidates, and nothing else', async () => {
    await read('a', { tags: ['one', 'both'] });
    await read('b', { tags: ['two', 'both'] });
    feed.change('two');
    expect([cache.find('a'), cache.find('b')]).toEqual(['a1', null]);
    await read('b', { tags: ['two', 'both'] });
    feed.change('both');
    expect([cache.find('a'), cache.find('b'), cache.size]).toEqual([null, null, 0]);
  });

  it('drops everything when anything may have changed', async () => {
    await read('a');
    await read('b');
    feed.gap();
    expect(cache.size).toBe(0);
  });

  it('does not answer from memory while the feed is behind, and does again without a new read when it has caught up', async () => {
    await read('a');
    feed.isCurrent = false;
    expect(cache.find('a')).toBeNull();
    expect(await read('a')).toBe('a2');
    feed.isCurrent = true;
    expect(cache.find('a')).toBe('a1');
  });

  it.each([
    ['just before', 999, 'a1'],
    ['at', 1_000, null],
    ['just after', 1_001, null],
  ])('ends a value by itself: %s its time', async (_, at, expected) => {
    now = 0;
    await read('a', { until: 1_000 });
    now = at;
    expect(cache.find('a')).toBe(expected);
  });

  it('does not cache a value that has ended already', async () => {
    expect(await read('a', { until: -Infinity })).toBe('a1');
    expect(cache.size).toBe(0);
  });

  it.each(['change', 'gap'] as const)('does not cache a value that was being read during its %s', async (event) => {
    const reading = cache.read('a', async () => {
      await Promise.resolve();
      feed[event]('x');
      return { value: 'old', tags: ['x'], until: Infinity };
    });
    expect(await reading).toBe('old');
    expect(cache.find('a')).toBeNull();
  });

  it('caches a value that was being read while others changed', async () => {
    await cache.read('a', async () => {
      await Promise.resolve();
      for (let change = 0; change < 1_500; change += 1) feed.change(`another ${change}`);
      return { value: 'a', tags: ['x'], until: Infinity };
    });
    expect(cache.find('a')).toBe('a');
  });

  it('does not cache a value that was being read while more changed than is remembered', async () => {
    await cache.read('a', async () => {
      await Promise.resolve();
      for (let change = 0; change < 2_001; change += 1) feed.change(`another ${change}`);
      return { value: 'a', tags: ['x'], until: Infinity };
    });
    expect(cache.find('a')).toBeNull();
  });

  it('misses at most one of twenty second reads at 1,000 foreign changes a second', async () => {
    cache = new FreshCache<string>(feed, { capacity: 1_000, now: () => now });
    const foreign = setInterval(() => {
      for (let change = 0; change < 5; change += 1) feed.change(`another ${Math.random()}`);
    }, 5);
    let misses = 0;
    for (let key = 0; key < 100; key += 1) {
      const load = async () => {
        await new Promise((resolve) => setTimeout(resolve, 8));
        return { value: 'read', tags: [`tag ${key}`], until: Infinity };
      };
      await cache.read(String(key), load);
      if (cache.find(String(key)) === null) misses += 1;
    }
    clearInterval(foreign);
    expect(misses).toBeLessThanOrEqual(5);
  });

  it('caches neither the absence of a value nor a failure', async () => {
    expect(await cache.read('a', () => Promise.resolve(null))).toBeNull();
    await expect(cache.read('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await read('a')).toBe('a1');
  });

  it('caches up to its capacity, those that were used last', async () => {
    for (const key of ['a', 'b', 'c']) await read(key);
    cache.find('a');
    await read('d');
    expect(['a', 'b', 'c', 'd'].map((key) => cache.find(key) !== null)).toEqual([true, false, true, true]);
    expect(cache.size).toBe(3);
  });
});

import { resolveByKnownPaths } from './resolve-by-known-paths.js';

const resolve = (paths: readonly string[], changed: readonly string[], ofLastScan: readonly string[] | null) => {
  const known = { changed: new Set(changed), ofLastScan: ofLastScan && new Set(ofLastScan) };
  const { places, unmatched } = resolveByKnownPaths(new Set(paths), known);
  return [Object.fromEntries(places), unmatched];
};

describe('resolveByKnownPaths', () => {
  it.each<
    [title: string, paths: string[], changed: string[], last: string[] | null, places: object, unmatched: string[]]
  >([
    ['a changed path as its end', ['app/lib/lz4.c'], ['lib/lz4.c'], null, { 'app/lib/lz4.c': 'lib/lz4.c' }, []],
    ['a path of the last scan as its end', ['app/lib/lz4.c'], [], ['lib/lz4.c'], { 'app/lib/lz4.c': 'lib/lz4.c' }, []],
    ['the longest end', ['app/a/lib/b.c'], ['lib/b.c', 'a/lib/b.c'], null, { 'app/a/lib/b.c': 'a/lib/b.c' }, []],
    ['the only path that it ends', ['lib/lz4.c'], ['core/lib/lz4.c'], null, { 'lib/lz4.c': 'core/lib/lz4.c' }, []],
    ['one of several that it ends', ['lib/b.c'], ['x/lib/b.c', 'y/lib/b.c'], ['x/lib/b.c'], {}, ['lib/b.c']],
    ['a part of a name', ['app/mylib/lz4.c'], ['lib/lz4.c'], ['lib/lz4.c'], {}, ['app/mylib/lz4.c']],
    ['a changed path', ['lib/lz4.c'], ['lib/lz4.c', 'lz4.c'], ['lib/lz4.c'], {}, []],
    ['a file beside known ones', ['lib/new.c'], ['lib/lz4.c'], ['lib/lz4.c'], {}, []],
    ['a package beside known ones', ['packages/a/src/i.js'], ['src/i.js'], ['packages/b/x.js'], {}, []],
    ['a file of the root', ['new.c'], ['lib/lz4.c'], ['lib/lz4.c'], {}, []],
    ['a folder of which nothing is known', ['app/x.c'], ['lib/lz4.c'], ['lib/lz4.c'], {}, ['app/x.c']],
    ['such a folder, without a last scan', ['app/x.c'], ['lib/lz4.c'], null, {}, []],
    ['anything where nothing is known', ['app/x.c'], [], [], {}, []],
    ['a name alone', ['app/lz4.c'], ['lz4.c'], null, {}, []],
    [
      'a name alone below a root that others prove',
      ['app/lz4.c', 'app/lib/b.c'],
      ['lz4.c', 'lib/b.c'],
      null,
      { 'app/lz4.c': 'lz4.c', 'app/lib/b.c': 'lib/b.c' },
      [],
    ],
    [
      'paths of the machine that sent the last scan too',
      ['app/lib/lz4.c', 'app/lib/b.c'],
      ['lib/lz4.c'],
      ['app/lib/lz4.c', 'app/lib/b.c'],
      { 'app/lib/lz4.c': 'lib/lz4.c' },
      [],
    ],
    ['a known path in another package', ['a/src/i.js'], ['src/i.js'], ['a/src/i.js', 'src/x.js'], {}, []],
  ])('takes %s', (_, paths, changed, last, places, unmatched) => {
    expect(resolve(paths, changed, last)).toEqual([places, unmatched]);
  });
});

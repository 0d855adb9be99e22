import fc from 'fast-check';
import { comparePaths } from '../segments/manifest.js';
import { coverageDelta, CoverageTree, filterTree, type TreeEntry, type TreeFile } from './coverage-tree.js';

const counts = (linesTotal: number, linesCovered: number) => ({ linesTotal, linesCovered });

const aFile = (path: string, linesTotal = 4, linesCovered = 3, changed: TreeFile['changed'] = null): TreeFile => ({
  ...{ path, linesTotal, linesCovered, changed },
});

const grow = (files: readonly TreeFile[], path: string): readonly TreeEntry[] => {
  const tree = new CoverageTree(path);
  for (const file of files.toSorted((one, other) => comparePaths(one.path, other.path))) tree.add(file);
  return tree.entries;
};

const FILES = [
  aFile('a-b.ts'),
  aFile('a.ts', 0, 0),
  aFile('a/x.ts', 10, 5, counts(2, 1)),
  aFile('a/y/z.ts', 10, 10, counts(0, 0)),
  aFile('a0.ts'),
];

describe('a tree of covered files', () => {
  it('has files and folders below its path in the order of their names', () => {
    expect(grow(FILES, '').map(({ name, kind, fileCount }) => [name, kind, fileCount])).toEqual([
      ['a-b.ts', 'file', 1],
      ['a.ts', 'file', 1],
      ['a/', 'folder', 2],
      ['a0.ts', 'file', 1],
    ]);
    expect(grow(FILES, 'a/').map(({ name }) => name)).toEqual(['x.ts', 'y/']);
  });

  it('adds up the lines of a folder, and those that the change adds', () => {
    expect(grow(FILES, '')[2]).toEqual({
      ...{
        name: 'a/',
        kind: 'folder',
        joinedName: 'a/',
        fileCount: 2,
        linesTotal: 20,
        linesCovered: 15,
        changed: counts(2, 1),
      },
      worseCount: 0,
    });
  });

  it('names a folder with the folders that all its files are in', () => {
    const joined = (...paths: string[]) => {
      const files = paths.map((path) => aFile(path, 1, 1));
      return grow(files, '').map(({ joinedName }) => joinedName);
    };
    expect(joined('a/b/c/x.ts', 'a/b/c/y.ts')).toEqual(['a/b/c/']);
    expect(joined('a/b/c/x.ts', 'a/b/cc/y.ts')).toEqual(['a/b/']);
    expect(joined('a/b/c/x.ts', 'a/b/y.ts')).toEqual(['a/b/']);
    expect(joined('📦/b/x.ts', '📦/b/y.ts')).toEqual(['📦/b/']);
    expect(joined('📦/b/x.ts', '📦/c/y.ts', '📦/c/z.ts')).toEqual(['📦/']);
  });

  it.each([
    ['a file', 'a/x.ts', ['x.ts']],
    ['a folder without its slash', 'a', []],
    ['a part of a name', 'a/x', []],
    ['what is not there', 'b/', []],
  ])('has below %s: %s', (_label, path, names) => {
    expect(grow(FILES, path).map(({ name }) => name)).toEqual(names);
  });

  it('leaves out entries without added lines, or without missed ones', () => {
    const named = (only: 'added' | 'missed') => filterTree(grow(FILES, ''), only).map(({ name }) => name);
    expect(named('added')).toEqual(['a/']);
    expect(named('missed')).toEqual(['a-b.ts', 'a/', 'a0.ts']);
    expect(filterTree(grow(FILES, 'a/'), 'missed').map(({ name }) => name)).toEqual(['x.ts']);
  });

  it.each([
    ['less', counts(10, 6), true],
    ['as much', counts(20, 10), false],
    ['more', counts(10, 4), false],
    ['less by a part of a hundredth', counts(100_000, 50_001), true],
    ['nothing that can run', counts(0, 0), false],
    ['not known there', undefined, false],
  ])('is worse where a file in it is covered %s than before', (_label, before, isWorse) => {
    const files = [
      { ...aFile('a/x.ts', 10, 5), before },
      { ...aFile('a/y.ts', 90, 90), before: counts(90, 0) },
    ];
    expect(filterTree(grow(files, ''), 'worse').map(({ name }) => name)).toEqual(isWorse ? ['a/'] : []);
    expect(filterTree(grow(files, 'a/'), 'worse').map(({ name }) => name)).toEqual(isWorse ? ['x.ts'] : []);
  });

  it('counts each file once on every level, under names that ascend', () => {
    const part = fc.constantFrom('a', 'b', 'a-', 'a.b', '0');
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const file = fc.record({ path, linesTotal: fc.nat(9) }).map((one) => aFile(one.path, one.linesTotal, 0));
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: (one) => one.path }), path, (files, below) => {
        for (const folder of ['', `${below}/`]) {
          const entries = grow(files, folder);
          const inside = files.filter((one) => one.path.startsWith(folder));
          const names = entries.map(({ name }) => name);
          expect(names).toEqual([...new Set(names)].sort(comparePaths));
          const sum = (of: 'fileCount' | 'linesTotal') => entries.reduce((total, entry) => total + entry[of], 0);
          expect(sum('fileCount')).toBe(inside.length);
          expect(sum('linesTotal')).toBe(inside.reduce((total, one) => total + one.linesTotal, 0));
          for (const { name, kind, fileCount } of entries) {
            const isBelow = (at: string) => (kind === 'file' ? at === folder + name : at.startsWith(folder + name));
            expect(files.filter((one) => isBelow(one.path))).toHaveLength(fileCount);
          }
        }
      }),
    );
  });
});

describe('a difference of coverage', () => {
  it.each([
    ['gained', counts(4, 3), counts(4, 4), 25],
    ['lost', counts(3, 3), counts(3, 2), -33.33],
    ['of no two decimals', counts(200_000, 100_000), counts(200_000, 100_001), 0],
    ['exact, not that of rounded percentages', counts(8, 1), counts(3, 1), 20.83],
    ['unknown in the other scan', undefined, counts(4, 4), null],
    ['without lines there', counts(0, 0), counts(4, 4), null],
    ['without lines here', counts(4, 4), counts(0, 0), null],
  ])('%s', (_label, from, to, points) => {
    expect(coverageDelta(from, to)).toBe(points);
  });
});

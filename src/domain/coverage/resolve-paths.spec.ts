import fc from 'fast-check';
import { processorMs } from '../../../test/support/processor-time.js';
import { propertyRuns } from '../../../test/support/programme.js';
import { type FileCoverage } from './coverage-report.js';
import { mergeAt } from './merge-coverage.js';
import { resolveCoveragePaths, type ResolvedCoverage } from './resolve-paths.js';

const fileAt = (path: string, hits = 1): FileCoverage => ({
  path,
  lines: Uint32Array.of(1, 2),
  hits: Uint32Array.of(hits, 0),
  branchLines: Uint32Array.of(),
  branchesCovered: Uint32Array.of(),
  branchesTotal: Uint32Array.of(),
  counted: null,
});

const resolve = (
  paths: readonly string[],
  fileList: readonly string[] | null,
  sources: readonly string[] = [],
  reportPath: string | null = null,
): ResolvedCoverage<FileCoverage> =>
  resolveCoveragePaths({ files: paths.map((path) => fileAt(path)), sources }, { fileList, reportPath }, mergeAt);

const resolved = (...args: Parameters<typeof resolve>): string[] => resolve(...args).files.map(({ path }) => path);

describe('resolveCoveragePaths', () => {
  it('does not look for a path of very many folders in the list', () => {
    const paths = [`/w/${'q/'.repeat(20_000)}x.ts`, '/w/y.ts'];
    const took = processorMs(() => {
      expect(resolved(paths, ['a/x.ts', 'b/x.ts', 'y.ts'])).toEqual(['y.ts']);
    });
    expect(took).toBeLessThan(2_000);
  });

  describe('without a list of files', () => {
    it.each<[string, string, string[], string]>([
      ['keeps a relative path', 'src/a.ts', [], 'src/a.ts'],
      ['normalizes it', '.\\src\\b\\..\\a.ts', [], 'src/a.ts'],
      ['makes a path below a source relative', '/repo/src/a.ts', ['/repo'], 'src/a.ts'],
      ['takes the nearest source', '/repo/src/a.ts', ['/repo', '/repo/src', '/re'], 'a.ts'],
      ['knows sources on drives', 'C:\\Repo\\src\\A.cs', ['c:/Repo/'], 'src/A.cs'],
      ['takes names, not letters, of a source', '/repository/a.ts', ['/repo'], 'repository/a.ts'],
      ['puts a path below the only source, when that is relative', 'a.py', ['src'], 'src/a.py'],
      ['does not choose among relative sources', 'a.py', ['src', 'lib'], 'a.py'],
      ['leaves a path below the root alone', 'a.py', ['.'], 'a.py'],
      ['goes up from a source to another path below it', '../lib/a.c', ['/repo/build', '/repo'], 'lib/a.c'],
      ['takes the leading slash away', '/opt/x/a.ts', [], 'opt/x/a.ts'],
      ['takes the drive away', 'D:\\x\\a.ts', ['C:\\x'], 'x/a.ts'],
      ['reads URLs', 'file:///opt/a%20b.ts', [], 'opt/a b.ts'],
    ])('%s', (_, path, sources, expected) => {
      expect(resolve([path], null, sources)).toMatchObject({
        files: [{ path: expected }],
        unplaced: [],
        unmatched: [],
        warnings: [],
      });
    });

    it.each([
      ['climbs out of where it starts', '../a.ts', []],
      ['climbs above the root', '/../../etc/passwd', []],
      ['climbs out of its source', '../../a.c', ['/repo/build']],
      ['holds NUL', 'a\0.ts', []],
      ['names nothing', './.', []],
    ])('drops a path that %s, and says so', (_, path, sources) => {
      const result = resolve([path, 'kept.ts'], null, sources);
      expect(result.files.map((file) => file.path)).toEqual(['kept.ts']);
      expect(result.warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^paths that lead outside the repository were dropped: 1 \(/),
      ]);
    });

    it.each([
      ['has more bytes than is kept', '\u4e2d'.repeat(601)],
      ['has more characters than any path', `${'a/'.repeat(2_100)}a.ts`],
      ['is deeper than any path', `${'a/'.repeat(256)}a.ts`],
    ])('drops a path that %s, and says so', (_, path) => {
      const result = resolve([path, 'kept.ts', '\u4e2d'.repeat(600), `${'a/'.repeat(255)}a.ts`], null);
      expect(result.files.map((file) => file.path.slice(-7))).toEqual(['/a/a.ts', 'kept.ts', '\u4e2d'.repeat(7)]);
      expect(result.warnings.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^paths that are too long were dropped: 1 \(/),
      ]);
    });
  });

  describe('with a list of files', () => {
    const list = ['README.md', 'src/cart/cart.ts', 'src/cart/price.ts', 'src/index.ts', 'test/cart.ts'];

    it.each<[string, string[], string[]]>([
      ['the listed path', ['src/index.ts'], ['src/index.ts']],
      ['a path below a checkout', ['/home/ci/work/shop/src/cart/cart.ts'], ['src/cart/cart.ts']],
      ['a path on a drive', ['D:\\a\\shop\\src\\index.ts'], ['src/index.ts']],
      ['the end of a listed path', ['cart/price.ts'], ['src/cart/price.ts']],
      ['a unique file name', ['price.ts'], ['src/cart/price.ts']],
      ['a path in another folder of a container', ['/app/cart/cart.ts'], ['src/cart/cart.ts']],
      [
        'files of a container by what they share',
        ['/app/index.ts', '/app/cart/cart.ts'],
        ['src/cart/cart.ts', 'src/index.ts'],
      ],
    ])('finds %s', (_, paths, expected) => {
      expect(resolve(paths, list)).toMatchObject({
        files: expected.map((path) => ({ path })),
        unmatched: [],
      });
    });

    it('prefers the longer end', () => {
      expect(resolved(['/x/src/cart/cart.ts'], [...list, 'cart.ts', 'cart/cart.ts'])).toEqual(['src/cart/cart.ts']);
    });

    it('reads the list as leniently as the report', () => {
      expect(resolved(['src/index.ts'], ['.\\src\\index.ts'])).toEqual(['src/index.ts']);
    });

    it('uses the sources to tell files apart', () => {
      const packages = ['packages/api/src/index.ts', 'packages/web/src/index.ts'];
      expect(resolved(['src/index.ts'], packages, ['/builds/shop/packages/web'])).toEqual([
        'packages/web/src/index.ts',
      ]);
      expect(resolved(['index.ts'], packages, ['packages/api/src'])).toEqual(['packages/api/src/index.ts']);
    });

    it('takes the path that is named in full when no source tells more', () => {
      expect(resolved(['a.py'], ['a.py', 'src/a.py'], ['/repo'])).toEqual(['a.py']);
      expect(resolved(['a.py'], ['a.py', 'src/a.py'], ['/repo/src'])).toEqual(['src/a.py']);
      expect(resolved(['../a.py'], ['a.py', 'src/a.py'], ['/repo/src/build'])).toEqual(['src/a.py']);
    });

    it('uses the folders in front to tell files apart', () => {
      const modules = ['core/src/main/java/p/A.java', 'web/src/main/java/p/A.java'];
      expect(resolved(['core/p/A.java', 'web/p/A.java'], modules)).toEqual(modules);
    });

    it('uses what is certain to tell the others apart', () => {
      const packages = ['packages/api/src/index.ts', 'packages/web/src/index.ts', 'packages/web/src/page.ts'];
      expect(resolved(['src/index.ts', 'src/page.ts'], packages)).toEqual(packages.slice(1));
      expect(resolved(['/app/src/index.ts', '/app/src/page.ts'], packages)).toEqual(packages.slice(1));
    });

    it('reports what fits several files, and does not guess', () => {
      const result = resolve(['src/index.ts'], ['api/src/index.ts', 'web/src/index.ts']);
      expect(result).toMatchObject({ files: [], unplaced: [{ path: 'src/index.ts' }], unmatched: ['src/index.ts'] });
      expect(result.warnings.map(({ message }) => message)).toEqual([
        'paths that match several files of the repository were ignored: 1 (src/index.ts)',
      ]);
    });

    it('does not guess when what is certain contradicts itself', () => {
      const packages = ['api/src/index.ts', 'api/src/a.ts', 'web/src/index.ts', 'web/src/b.ts'];
      expect(resolve(['src/index.ts', 'src/a.ts', 'src/b.ts'], packages)).toMatchObject({
        files: [{ path: 'api/src/a.ts' }, { path: 'web/src/b.ts' }],
        unmatched: ['src/index.ts'],
      });
    });

    it('keeps files that are not listed apart, and shows them below the folder that the others are in', () => {
      const paths = ['/home/ci/shop/src/index.ts', '/home/ci/shop/gen/types.ts', '/usr/include/stdio.h'];
      expect(resolve(paths, list)).toMatchObject({
        files: [{ path: 'src/index.ts' }],
        unplaced: [{ path: '/home/ci/shop/gen/types.ts' }, { path: '/usr/include/stdio.h' }],
        unmatched: ['gen/types.ts', 'usr/include/stdio.h'],
      });
    });

    it('does not take a file from elsewhere for one of the same name', () => {
      const paths = ['/builds/src/cart/cart.ts', '/builds/src/cart/price.ts', '/usr/lib/node/index.ts'];
      expect(resolve(paths, list).unmatched).toEqual(['usr/lib/node/index.ts']);
    });

    it('shows unlisted files below a source relative to it', () => {
      expect(resolve(['/repo/other.ts'], ['src/a.ts'], ['/repo']).unmatched).toEqual(['other.ts']);
    });

    it('names all unmatched paths in order', () => {
      const paths = Array.from({ length: 12 }, (_, i) => `gen/${String.fromCharCode(97 + i)}.ts`);
      expect(resolve(paths.toReversed(), ['src/x.ts']).unmatched).toEqual(paths);
    });

    it('matches nothing to an empty list', () => {
      expect(resolve(['a.ts'], [])).toMatchObject({ files: [], unmatched: ['a.ts'] });
    });
  });

  it('takes no file that is not listed, whatever the report says', () => {
    const aPath = fc
      .tuple(
        fc.constantFrom('', '/', '/r/', '../'),
        fc.array(fc.constantFrom('a', 'b', 'src'), { minLength: 1, maxLength: 4 }),
      )
      .map(([root, names]) => root + names.join('/'));
    const listed = fc
      .array(fc.constantFrom('a', 'b', 'src'), { minLength: 1, maxLength: 4 })
      .map((names) => names.join('/'));
    fc.assert(
      fc.property(
        fc.uniqueArray(aPath, { maxLength: 8 }),
        fc.uniqueArray(listed, { maxLength: 8 }),
        fc.uniqueArray(aPath, { maxLength: 2 }),
        fc.option(listed),
        (paths, list, sources, place) => {
          for (const path of resolved(paths, list, sources, place)) expect(list).toContain(path);
        },
      ),
      { numRuns: propertyRuns(1000) },
    );
  });

  describe('with the place of the report', () => {
    const packages = [
      ...['packages/api/src/index.js', 'packages/api/src/deep/only.js'],
      ...['packages/web/src/index.js', 'packages/web/src/page.js', 'packages/app/src/index.js', 'tools/index.js'],
    ];

    it.each<[string, string, string, string[], string]>([
      ['the folder of its package', 'src/index.js', 'packages/web/coverage/lcov.info', [], 'packages/web/src/index.js'],
      ['its own folder', 'index.js', 'tools/lcov.info', [], 'tools/index.js'],
      ['the root', 'packages/api/src/index.js', 'packages/web/lcov.info', [], 'packages/api/src/index.js'],
      [
        'a folder beside its own',
        '../src/index.js',
        'packages/api/coverage/lcov.info',
        [],
        'packages/api/src/index.js',
      ],
      [
        'the nearest of several by an absolute path',
        '/w/src/index.js',
        'packages/web/lcov.info',
        [],
        'packages/web/src/index.js',
      ],
      [
        'the nearest of several below a source',
        'index.js',
        'packages/api/cobertura.xml',
        ['src'],
        'packages/api/src/index.js',
      ],
      [
        'a source that says more',
        'index.js',
        'coverage.xml',
        ['/ci/shop/packages/app/src'],
        'packages/app/src/index.js',
      ],
      [
        'its package, whatever a container is called',
        'src/index.js',
        'packages/api/cobertura.xml',
        ['/app'],
        'packages/api/src/index.js',
      ],
    ])('finds a file below %s', (_, path, place, sources, expected) => {
      expect(resolve([path], packages, sources, place)).toMatchObject({ files: [{ path: expected }], unmatched: [] });
    });

    it('takes the first of the folders from its own up to the root', () => {
      const list = ['a/b/c.js', 'a/c.js', 'c.js'];
      const places = ['a/b/lcov.info', 'a/x/lcov.info', 'x/lcov.info', 'lcov.info'];
      expect(places.map((place) => resolved(['c.js'], list, [], place)[0])).toEqual([
        'a/b/c.js',
        'a/c.js',
        'c.js',
        'c.js',
      ]);
    });

    it('finds modules of a language that names files by their package', () => {
      const modules = ['core/src/main/java/p/A.java', 'web/src/main/java/p/A.java'];
      expect(resolved(['p/A.java'], modules, [], 'web/target/site/jacoco/jacoco.xml')).toEqual(modules.slice(1));
    });

    it('keeps apart what is listed in none, and what fits several as near to it', () => {
      const result = resolve(['src/gone.js', '/x/src/index.js'], packages, [], 'other/lcov.info');
      expect(result).toMatchObject({ files: [], unmatched: ['src/gone.js', 'x/src/index.js'] });
    });

    it('keeps all apart while the files of the repository are not known', () => {
      const result = resolve(['src/index.js', '/app/a.js', '../b.js'], null, [], 'packages/api/lcov.info');
      expect(result).toMatchObject({
        files: [],
        unplaced: [{ path: '../b.js' }, { path: '/app/a.js' }, { path: 'src/index.js' }],
        unmatched: ['../b.js', 'app/a.js', 'src/index.js'],
        warnings: [],
      });
    });

    it('means nothing where it is outside of the repository', () => {
      for (const place of ['/tmp/lcov.info', '../lcov.info'])
        expect(resolve(['src/index.js'], packages, [], place).unmatched).toEqual(['src/index.js']);
    });
  });

  it('leaves out what is excluded, wherever it comes to', () => {
    const files = ['src/a.ts', '/w/gen/b.ts', 'gen/unlisted.ts', 'src/unlisted.ts'].map((path) => fileAt(path));
    const isExcluded = (path: string) => path.startsWith('gen/');
    const fileList = ['src/a.ts', 'gen/b.ts'];
    expect(
      resolveCoveragePaths({ files, sources: ['/w'] }, { fileList, reportPath: null, isExcluded }, mergeAt),
    ).toMatchObject({
      files: [{ path: 'src/a.ts' }],
      unmatched: ['src/unlisted.ts'],
    });
    const plain = ['gen/b.ts', 'src/a.ts'].map((path) => fileAt(path));
    const place = { fileList: null, reportPath: null, isExcluded };
    expect(resolveCoveragePaths({ files: plain, sources: [] }, place, mergeAt).files).toMatchObject([
      { path: 'src/a.ts' },
    ]);
  });

  it('merges files that come to one path', () => {
    const files = [fileAt('./a.ts', 0), fileAt('/repo/a.ts', 7), fileAt('x/../a.ts', 3)];
    const result = resolveCoveragePaths({ files, sources: ['/repo'] }, { fileList: null, reportPath: null }, mergeAt);
    expect(result.files).toEqual([{ ...fileAt('a.ts'), hits: Uint32Array.of(7, 0) }]);
  });

  it('gives the same for any order of files, sources and list', () => {
    const aPath = fc
      .tuple(
        fc.constantFrom('', '/', '/r/', 'C:\\', '../', './'),
        fc.array(fc.constantFrom('a', 'b', 'src', '..'), { minLength: 1, maxLength: 4 }),
      )
      .map(([root, names]) => root + names.join('/'));
    const paths = fc.uniqueArray(aPath, { maxLength: 12 });
    fc.assert(
      fc.property(
        paths,
        fc.option(paths),
        fc.uniqueArray(aPath, { maxLength: 3 }),
        fc.option(aPath),
        (files, list, sources, place) => {
          const reversed = resolve(files.toReversed(), list?.toReversed() ?? null, sources.toReversed(), place);
          const result = resolve(files, list, sources, place);
          expect(reversed).toEqual(result);
          for (const { path } of result.files) expect(path).toMatch(/^(?!\/|\w:|\.\.?(\/|$))/);
        },
      ),
      { numRuns: propertyRuns(1000) },
    );
  });

  it('takes a large report and list in its stride', () => {
    const list = Array.from({ length: 40_000 }, (_, i) => `packages/p${i % 400}/src/index${i % 100}.ts`);
    const paths = Array.from({ length: 5000 }, (_, i) => `/app/p${i % 7}/src/index${i % 100}.ts`);
    expect(resolve(paths, list).files.length).toBeGreaterThan(0);
  });

  it('takes very many sources in its stride', () => {
    const sources = Array.from({ length: 200_000 }, (_, i) => `/source/${i}`);
    const paths = Array.from({ length: 2000 }, (_, i) => `p${i}.py`);
    expect(
      resolve(
        paths,
        paths.map((path) => `x/${path}`),
        sources,
      ).files,
    ).toHaveLength(2000);
  });
});

import fc from 'fast-check';
import { type ChangedFile, changedFile, type LineRange } from '../changes/changed-lines.js';
import { countLines } from '../changes/line-ranges.js';
import { detailOf } from './coverage-detail.js';
import { type FileCoverage } from './coverage-report.js';
import { extensionOf, type KnownCoverage, measureChange } from './measure-change.js';

const aFile = (path: string, hits: Record<number, number>): FileCoverage => ({
  path,
  lines: Uint32Array.from(Object.keys(hits), Number),
  hits: Uint32Array.from(Object.values(hits)),
  branchLines: Uint32Array.of(),
  branchesCovered: Uint32Array.of(),
  branchesTotal: Uint32Array.of(),
  counted: null,
});

const known = (
  files: Record<string, Record<number, number>>,
  unmatched: readonly string[] = [],
  extensions: readonly string[] = ['.ts'],
): KnownCoverage => ({
  linesOf: (path) => (files[path] ? aFile(path, files[path]) : null),
  extensions: new Set(extensions),
  unmatchedNames: new Set(unmatched),
});

const aChange = (path: string, added: readonly LineRange[], rest: Partial<ChangedFile> = {}): ChangedFile =>
  changedFile({ path, added, ...rest });
const source = (path: string, executableAdded: readonly LineRange[]): ChangedFile =>
  aChange(path, [[1, 100]], { kind: 'source', status: 'added', executableAdded });

describe('measureChange', () => {
  it('names added lines that did not run, next ones together', () => {
    const coverage = known({ 'a.ts': { 1: 1, 2: 0, 3: 0, 4: 2, 5: 0, 9: 0 }, 'b.ts': { 1: 1 } });
    const files = [aChange('a.ts', [[2, 3], [5, 8]]), aChange('b.ts', [[1, 9]])]; // prettier-ignore
    expect(measureChange({ files }, coverage)).toMatchObject({
      linesTotal: 4,
      linesCovered: 1,
      uncovered: [{ filePath: 'a.ts', ranges: [[2, 3], [5, 5]] }], // prettier-ignore
    });
  });

  it('counts the branches of added lines, and names the lines whose branches are not all taken', () => {
    const file = {
      ...aFile('a.ts', { 1: 1, 2: 0, 3: 5 }),
      branchLines: Uint32Array.of(1, 2, 3),
      branchesCovered: Uint32Array.of(1, 0, 2),
      branchesTotal: Uint32Array.of(4, 2, 2),
    };
    const coverage = { ...known({}), linesOf: () => file };
    expect(measureChange({ files: [aChange('a.ts', [[2, 3]])] }, coverage)).toMatchObject({
      ...{ branchesTotal: 4, branchesCovered: 2 },
      untaken: [{ filePath: 'a.ts', line: 2, count: 2 }],
    });
  });

  it('adds up as looking at each line does', () => {
    const someHits = fc.dictionary(fc.integer({ min: 1, max: 40 }).map(String), fc.nat(2));
    fc.assert(
      fc.property(someHits, fc.uniqueArray(fc.integer({ min: 1, max: 40 })), (hits, lines) => {
        const added = lines.sort((a, b) => a - b).map((line): LineRange => [line, line]);
        const executable = lines.filter((line) => hits[line] !== undefined);
        const missed = executable.filter((line) => hits[line] === 0);
        const measured = measureChange({ files: [aChange('a.ts', added)] }, known({ 'a.ts': hits }));
        const named = measured.uncovered.flatMap(({ ranges }) =>
          ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
        );
        expect(named).toEqual(missed);
        expect([measured.linesTotal, measured.linesTotal - measured.linesCovered]).toEqual([
          executable.length,
          missed.length,
        ]);
      }),
    );
  });

  describe('of a source file that no report knows', () => {
    const ranges: LineRange[] = [[3, 7], [9, 9]]; // prettier-ignore

    it('has its executable lines untested', () => {
      const { untested, linesTotal } = measureChange({ files: [source('new.ts', ranges)] }, known({}));
      expect(untested).toEqual([{ filePath: 'new.ts', ranges }]);
      expect([countLines(untested![0]!.ranges), linesTotal]).toEqual([6, 0]);
    });

    it.each<[string, ChangedFile]>([
      ['it is a test', { ...source('new.ts', ranges), kind: 'test' }],
      ['it is generated', { ...source('new.ts', ranges), kind: 'generated' }],
      ['it holds declarations', { ...source('new.ts', ranges), kind: 'declaration' }],
      ['its language is not measured here', source('new.py', ranges)],
      ['it has no extension', source('Makefile', ranges)],
      ['it has no executable line', source('new.ts', [])],
      ['its executable lines are not known', { ...source('new.ts', ranges), executableAdded: null }],
      ['it is deleted', { ...source('new.ts', ranges), status: 'deleted' }],
      ['a report knows it', source('known.ts', ranges)],
    ])('has none where %s', (_, file) => {
      expect(measureChange({ files: [file] }, known({ 'known.ts': { 1: 1 } })).untested).toEqual([]);
    });

    it('is not reported when nothing says what the files are', () => {
      expect(measureChange({ files: [aChange('a.ts', [[1, 2]])] }, known({})).untested).toBeNull();
      expect(measureChange({ files: [] }, known({})).untested).toEqual([]);
    });
  });

  describe('of a file whose name an unmatched path has', () => {
    it.each<[string, ChangedFile, string[]]>([
      ['is open', source('packages/web/src/index.ts', [[1, 2]]), ['packages/web/src/index.ts']],
      ['is open where nothing says what it is', aChange('src/index.ts', [[1, 2]]), ['src/index.ts']],
      ['is nothing for a test', aChange('test/index.ts', [[1, 2]], { kind: 'test' }), []],
      ['is nothing where another report knows it', source('known/index.ts', [[1, 2]]), []],
      ['is nothing where no line is added', aChange('src/index.ts', []), []],
    ])('%s', (_, file, expected) => {
      const measured = measureChange({ files: [file] }, known({ 'known/index.ts': { 1: 1 } }, ['index.ts']));
      expect(measured.unmatchedNames).toEqual(expected);
      expect(measured.untested ?? []).toEqual([]);
    });
  });
});

describe('extensionOf', () => {
  it.each([
    ['src/a.TS', '.ts'],
    ['a.test.js', '.js'],
    ['.env', ''],
    ['src.d/Makefile', ''],
  ])('of %s is %j', (path, extension) => {
    expect(extensionOf(path)).toBe(extension);
  });
});

describe('detailOf', () => {
  const unmatched = { count: 0, firstTen: [] };

  it('keeps 200 files, and counts the lines of all', () => {
    const files = Array.from({ length: 250 }, (_, at) => source(`f${at}.ts`, [[1, 3]]));
    const detail = detailOf(measureChange({ files }, known({})), true, unmatched);
    expect([detail.untested!.length, detail.untestedLines, detail.untested![0]!.lines]).toEqual([200, 750, 3]);
    expect(detail.untestedFiles).toBe(250);
  });

  it('keeps 100 ranges of a file, and counts the lines of all', () => {
    const even = Array.from({ length: 150 }, (_, at): [number, number] => [2 * at + 2, 2 * at + 2]);
    const hits = Object.fromEntries(even.map(([line]) => [line, 0]));
    const rest = { kind: 'source', executableAdded: even } as const;
    const files = [aChange('a.ts', [[1, 400]]), aChange('b.ts', [[1, 400]], rest)];
    const change = measureChange({ files }, known({ 'a.ts': hits }));
    const { uncovered, untested, untestedLines } = detailOf(change, true, unmatched);
    for (const [file] of [uncovered!, untested!]) expect([file!.ranges.length, file!.lines]).toEqual([100, 150]);
    expect(untestedLines).toBe(150);
  });

  it('says nothing of lines where there is no change or no covered file', () => {
    const nothing = { uncovered: null, untested: null, untestedLines: 0, untestedFiles: 0, branches: null };
    expect(detailOf(null, true, unmatched)).toMatchObject(nothing);
    expect(detailOf(measureChange({ files: [aChange('a.ts', [[1, 2]])] }, known({})), false, unmatched)).toMatchObject(
      nothing,
    );
  });
});

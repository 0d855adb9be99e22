import fc from 'fast-check';
import { changedFile, type LineRange } from '../changes/changed-lines.js';
import { type FileCoverage } from './coverage-report.js';
import { coverageOfChange, uncoveredLines } from './patch-coverage.js';

const aFile = (
  hitsByLine: Record<number, number>,
  branches: readonly (readonly [number, number, number])[] = [],
): FileCoverage => ({
  path: 'a.ts',
  lines: Uint32Array.from(Object.keys(hitsByLine), Number),
  hits: Uint32Array.from(Object.values(hitsByLine)),
  branchLines: Uint32Array.from(branches, ([line]) => line),
  branchesCovered: Uint32Array.from(branches, ([, covered]) => covered),
  branchesTotal: Uint32Array.from(branches, ([, , total]) => total),
  counted: null,
});

const changed = (...added: LineRange[]) => ({ files: [changedFile({ path: 'a.ts', added })] });

describe('coverageOfChange', () => {
  const file = aFile({ 1: 1, 3: 0, 4: 2, 9: 1 });

  it.each<[string, LineRange[], number, number]>([
    ['a covered line', [[1, 1]], 1, 1],
    ['a missed line', [[3, 3]], 1, 0],
    ['a line that is no code', [[2, 2]], 0, 0],
    ['nothing', [], 0, 0],
    [
      'several ranges',
      [
        [1, 3],
        [9, 20],
      ],
      3,
      2,
    ],
    ['the whole file', [[1, 1000]], 4, 3],
    [
      'lines around',
      [
        [2, 2],
        [5, 8],
        [10, 10],
      ],
      0,
      0,
    ],
  ])('counts %s', (_, added, linesTotal, linesCovered) => {
    expect(coverageOfChange(changed(...added), () => file)).toEqual({ linesTotal, linesCovered });
  });

  it('adds up files, and passes over those without coverage or without added lines', () => {
    const asked: string[] = [];
    const files = ['a', 'b', 'none'].map((path) => changedFile({ path, added: [[1, 4]] }));
    const result = coverageOfChange({ files: [...files, changedFile({ path: 'renamed', oldPath: 'a' })] }, (path) => {
      asked.push(path);
      return path === 'none' ? null : file;
    });
    expect(result).toEqual({ linesTotal: 6, linesCovered: 4 });
    expect(asked).toEqual(['a', 'b', 'none']);
  });

  it('agrees with looking at each line', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.integer({ min: 1, max: 40 }).map(String), fc.nat(2)),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        (hits, lines) => {
          const ranges = lines.sort((a, b) => a - b).map((line): LineRange => [line, line]);
          const known = lines.filter((line) => hits[line] !== undefined);
          expect(coverageOfChange(changed(...ranges), () => aFile(hits))).toEqual({
            linesTotal: known.length,
            linesCovered: known.filter((line) => hits[line]! > 0).length,
          });
        },
      ),
    );
  });
});

describe('uncoveredLines', () => {
  it('tells missed and partial lines from covered ones', () => {
    const file = aFile({ 1: 1, 2: 3, 3: 0, 7: 1, 9: 2 }, [[1, 2, 2], [2, 1, 2], [3, 0, 2], [5, 0, 1], [9, 0, 1]]); // prettier-ignore
    expect(uncoveredLines(file)).toEqual({ missed: [3], partial: [2, 9] });
  });

  it('finds none where nothing is executable', () => {
    expect(uncoveredLines(aFile({}))).toEqual({ missed: [], partial: [] });
  });
});

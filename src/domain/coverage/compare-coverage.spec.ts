import { compareCoverage, type FileCounts } from './compare-coverage.js';

const file = (filePath: string, linesCovered: number, linesTotal: number): FileCounts => ({
  filePath,
  linesCovered,
  linesTotal,
});

describe('compareCoverage', () => {
  it('lists files of which another share ran, in the order of their paths', () => {
    const [worse, better] = [file('b.ts', 1, 2), file('a.ts', 2, 2)];
    expect(
      compareCoverage(
        [file('b.ts', 2, 2), file('a.ts', 1, 2), file('c.ts', 1, 3)],
        [worse, better, file('c.ts', 2, 6)],
      ),
    ).toEqual([
      { filePath: 'a.ts', from: file('a.ts', 1, 2), to: better },
      { filePath: 'b.ts', from: file('b.ts', 2, 2), to: worse },
    ]);
  });

  it('sees a difference that rounding hides', () => {
    const [before, after] = [file('a.ts', 999_999, 1_000_000), file('a.ts', 1_000_000, 1_000_001)];
    expect(compareCoverage([before], [after])).toHaveLength(1);
  });

  it('lists files that only one of the two covers, unless they have no executable line', () => {
    expect(compareCoverage([file('gone.ts', 0, 1), file('empty.ts', 0, 0)], [file('added.ts', 1, 1)])).toEqual([
      { filePath: 'added.ts', from: null, to: file('added.ts', 1, 1) },
      { filePath: 'gone.ts', from: file('gone.ts', 0, 1), to: null },
    ]);
  });

  it('takes a file that lost all its lines for one that is not covered', () => {
    const before = file('a.ts', 1, 1);
    expect(compareCoverage([before], [file('a.ts', 0, 0)])).toEqual([{ filePath: 'a.ts', from: before, to: null }]);
  });
});

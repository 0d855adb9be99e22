import { describe, expect, it } from 'vitest';
import { missedRanges, rangeWords, stripRows } from './line-ranges';

const LINES: readonly [number, number][] = [
  [1, 1],
  [2, 0],
  [3, 0],
  [5, 0],
  [6, 4],
  [9, 0],
];

describe('lines that no test runs', () => {
  it('are joined over lines that cannot run, and parted by lines that ran', () => {
    const ranges = missedRanges({ lines: LINES, missed: [2, 3, 5, 9], uncovered_added: [], uncounted_added: [] });
    expect(ranges.map(rangeWords)).toEqual(['2–5', '9']);
  });

  it('come first where the change adds them, as the verdict counts them, without those that it does not', () => {
    const ranges = missedRanges({
      ...{ lines: LINES, missed: [2, 3, 5, 9], uncovered_added: [[3, 3]], uncounted_added: [[5, 7]] },
    });
    expect(ranges).toEqual([
      { from: 3, to: 3, isAdded: true },
      { from: 2, to: 2, isAdded: false },
      { from: 9, to: 9, isAdded: false },
    ]);
  });
});

describe('the strip', () => {
  it('has a cell for each line up to the last that can run, in rows', () => {
    const rows = stripRows({ lines: LINES, added: [[2, 2]], uncounted_added: [[5, 5]] }, 4);
    expect(rows.map((row) => row.map(({ hits }) => hits))).toEqual([[1, 0, 0, null], [null, 4, null, null], [0]]);
    expect(rows.flat().filter(({ isAdded }) => isAdded)).toEqual([{ line: 2, hits: 0, isAdded: true }]);
  });

  it('is empty for a file that nothing can run in', () => {
    expect(stripRows({ lines: [], added: [], uncounted_added: [] }, 50)).toEqual([]);
  });
});

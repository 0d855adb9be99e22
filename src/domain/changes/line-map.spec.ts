import { type Hunk, type LineRange } from './changed-lines.js';
import { removedBy, toLineMap } from './line-map.js';

describe('toLineMap', () => {
  it.each<[label: string, hunks: Hunk[]]>([
    ['nothing', []],
    ['a new file', [[0, 0, 1, 7]]],
    ['a deleted file', [[1, 7, 0, 0]]],
    ['lines at the top and below', [[0, 0, 1, 2], [4, 1, 6, 1]]], // prettier-ignore
    ['a removal before an addition', [[3, 2, 2, 0], [9, 0, 8, 1]]], // prettier-ignore
    ['hunks without a kept line between them', [[3, 1, 3, 1], [4, 1, 4, 2]]], // prettier-ignore
  ])('keeps %s, in whatever order', (_label, hunks) => {
    expect(toLineMap(hunks)).toEqual(hunks);
    expect(toLineMap(hunks.toReversed())).toEqual(hunks);
  });

  it.each<[label: string, hunks: Hunk[]]>([
    ['overlaps in the new version', [[1, 0, 2, 3], [3, 0, 4, 1]]], // prettier-ignore
    ['overlaps in the old version', [[1, 3, 1, 1], [3, 1, 2, 1]]], // prettier-ignore
    ['does not keep as many lines on both sides', [[3, 1, 3, 1], [9, 1, 8, 1]]], // prettier-ignore
    ['does not begin at the same line', [[5, 0, 5, 2]]],
  ])('is null where one %s', (_label, hunks) => {
    expect(toLineMap(hunks)).toBeNull();
  });
});

describe('removedBy', () => {
  it.each<[hunks: Hunk[], removed: LineRange[]]>([
    [[[0, 0, 1, 7]], []],
    [[[3, 2, 2, 0], [5, 1, 3, 1], [9, 0, 8, 1]], [[3, 5]]], // prettier-ignore
    [[[3, 2, 2, 0], [6, 1, 4, 1]], [[3, 4], [6, 6]]], // prettier-ignore
  ])('of %j are %j', (hunks, removed) => {
    expect(removedBy(hunks)).toEqual(removed);
  });
});

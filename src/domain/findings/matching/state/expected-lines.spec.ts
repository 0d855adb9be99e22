import { FeatureTable } from '../../features/feature-table.js';
import { ExpectedLines } from './expected-lines.js';
import { Side } from './side.js';

/** Findings given as `[file, line]`. */
function side(findings: readonly (readonly [file: number, line: number])[]): Side {
  const table = FeatureTable.withRows(findings.length);
  findings.forEach(([file, line], row) => {
    table.setHash(row, 'path', [file, 0]);
    table.setInt(row, 'startLine', line);
  });
  return new Side(table);
}

/** Expected lines of baseline findings, when those of `pairs` (row, row) have been paired. */
function predicted(before: Side, now: Side, pairs: readonly (readonly [number, number])[]): number[] {
  for (const [b, c] of pairs) {
    before.partner[b] = c;
    now.partner[c] = b;
  }
  const lines = new ExpectedLines(before, now);
  return Array.from(before.partner, (_, row) => lines.of(row));
}

describe('ExpectedLines', () => {
  it('expects a finding where it was while nothing of its file is paired', () => {
    expect(
      predicted(
        side([
          [1, 10],
          [2, 20],
        ]),
        side([[2, 25]]),
        [[1, 0]],
      )[0],
    ).toBe(10);
  });

  it('shifts a finding as the nearest paired one of its file', () => {
    const before = side([
      [1, 10],
      [1, 12],
      [1, 40],
      [1, 50],
    ]);
    const now = side([
      [1, 15],
      [1, 80],
    ]);
    expect(
      predicted(before, now, [
        [0, 0],
        [3, 1],
      ]).slice(1, 3),
    ).toEqual([17, 70]);
  });

  it('follows the one above when both are equally near', () => {
    const before = side([
      [1, 10],
      [1, 20],
      [1, 30],
    ]);
    expect(
      predicted(
        before,
        side([
          [1, 11],
          [1, 99],
        ]),
        [
          [0, 0],
          [2, 1],
        ],
      )[1],
    ).toBe(21);
  });

  it('does not follow what went to another file', () => {
    expect(
      predicted(
        side([
          [1, 10],
          [1, 12],
        ]),
        side([[2, 500]]),
        [[0, 0]],
      )[1],
    ).toBe(12);
  });
});

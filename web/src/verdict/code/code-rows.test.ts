import { describe, expect, it } from 'vitest';
import { groupPlaces, type Range, rowsOf, runsOf, windowOf } from './code-rows';
import { type SourceLine } from './source.queries';

const lines = (...ranges: Range[]) =>
  ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, at) => ({ n: from + at, text: `line ${from + at}` })),
  );
const numbers = (places: Range[], step = 0, stored = lines([1, 600])) => rowsOf(stored, places, step).map(({ n }) => n);
const ends = (of: readonly number[]) => [of[0], of.at(-1), of.length];

describe('rows of an excerpt', () => {
  it.each<[Range, [number, number, number]]>([
    [
      [1, 1],
      [1, 9, 9],
    ],
    [
      [4, 4],
      [1, 9, 9],
    ],
    [
      [12, 12],
      [8, 16, 9],
    ],
    [
      [12, 14],
      [9, 17, 9],
    ],
    [
      [12, 20],
      [10, 18, 9],
    ],
    [
      [12, 90],
      [10, 18, 9],
    ],
  ])('of %j are nine', (place, expected) => {
    expect(ends(numbers([place]))).toEqual(expected);
  });

  it('become more step by step, within one answer', () => {
    expect(ends(numbers([[100, 100]], 1))).toEqual([80, 120, 41]);
    expect(ends(numbers([[300, 300]], 3))).toEqual([60, 540, 481]);
    expect(windowOf([[100, 100]], 0)).toEqual([80, 120]);
    expect(windowOf([[5, 5]], 3)).toEqual([1, 245]);
    expect(windowOf([[1_000, 9_000]], 0)).toEqual([980, 1_479]);
  });

  it('have the number of a place whose text is not stored', () => {
    expect(rowsOf([], [[7, 9]], 0)).toEqual([{ n: 7, to: 9, text: null }]);
    expect(
      numbers(
        [
          [2, 2],
          [400, 401],
        ],
        0,
        lines([1, 3]),
      ),
    ).toEqual([1, 2, 3, 400]);
  });

  it('have each line once where places overlap', () => {
    const places: Range[] = [
      [12, 13],
      [13, 13],
      [20, 24],
      [22, 26],
    ];
    const ranges = (stored: SourceLine[]) =>
      rowsOf(stored, places, 0).flatMap(({ n, to, text }) => (text === null ? [[n, to]] : []));
    expect(ranges([])).toEqual([
      [12, 12],
      [13, 13],
      [20, 21],
      [22, 24],
      [25, 26],
    ]);
    expect(ranges(lines([1, 19]))).toEqual([
      [20, 21],
      [22, 24],
      [25, 26],
    ]);
  });

  it('come from few answers where places are close', () => {
    expect(
      groupPlaces([
        [500, 501],
        [1, 1],
        [459, 459],
      ]),
    ).toEqual([
      [
        [1, 1],
        [459, 459],
      ],
      [[500, 501]],
    ]);
    expect(
      groupPlaces([
        [1, 1],
        [460, 460],
      ]),
    ).toEqual([
      [
        [1, 1],
        [460, 460],
      ],
    ]);
    expect(
      groupPlaces([
        [1, 1],
        [461, 461],
      ]),
    ).toEqual([[[1, 1]], [[461, 461]]]);
  });

  it('are painted run by run', () => {
    expect(runsOf(lines([1, 2], [5, 5])).map((run) => run.map(({ n }) => n))).toEqual([[1, 2], [5]]);
  });
});

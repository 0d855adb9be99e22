import fc from 'fast-check';
import { changedFile, type LineRange } from './changed-lines.js';
import {
  countAddedLines,
  countRenames,
  inPathOrder,
  intersectRanges,
  isAnyLineAdded,
  isLineAdded,
  mergeRanges,
} from './line-ranges.js';

const someRanges = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(8)).map(([from, more]): LineRange => [from, from + more]),
  { maxLength: 20 },
);
const linesOf = (ranges: readonly LineRange[]): Set<number> =>
  new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)));

describe('mergeRanges', () => {
  it.each<[label: string, ranges: LineRange[], merged: LineRange[]]>([
    ['nothing', [], []],
    ['one range', [[3, 5]], [[3, 5]]],
    ['a gap of one line', [[1, 2], [4, 5]], [[1, 2], [4, 5]]], // prettier-ignore
    ['adjacent ranges', [[1, 2], [3, 5]], [[1, 5]]], // prettier-ignore
    ['overlapping ranges', [[1, 4], [3, 5]], [[1, 5]]], // prettier-ignore
    ['a range within another', [[1, 9], [3, 5], [10, 10]], [[1, 10]]], // prettier-ignore
    ['ranges out of order', [[7, 8], [1, 2]], [[1, 2], [7, 8]]], // prettier-ignore
  ])('of %s', (_label, ranges, merged) => {
    expect(mergeRanges(ranges)).toEqual(merged);
  });

  it('covers the same lines by ascending ranges with gaps between them', () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const merged = mergeRanges(ranges);
        expect(linesOf(merged)).toEqual(new Set([...linesOf(ranges)]));
        merged.slice(1).forEach(([from], index) => expect(from).toBeGreaterThan(merged[index]![1] + 1));
      }),
    );
  });

  it('does not touch its input', () => {
    const ranges: LineRange[] = [
      [1, 2],
      [2, 9],
    ];
    mergeRanges(ranges);
    expect(ranges).toEqual([
      [1, 2],
      [2, 9],
    ]);
  });
});

describe('intersectRanges', () => {
  it('holds the lines of both', () => {
    fc.assert(
      fc.property(someRanges, someRanges, (ranges, others) => {
        const common = intersectRanges(mergeRanges(ranges), mergeRanges(others));
        expect([...linesOf(common)]).toEqual(
          [...linesOf(mergeRanges(ranges))].filter((line) => linesOf(others).has(line)),
        );
        expect(mergeRanges(common)).toEqual(common);
      }),
    );
  });
});

describe('isLineAdded', () => {
  it('agrees with looking at every line', () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const file = { added: mergeRanges(ranges) };
        const lines = linesOf(ranges);
        for (let line = 0; line <= 70; line += 1) expect(isLineAdded(file, line)).toBe(lines.has(line));
      }),
    );
  });
});

describe('isAnyLineAdded', () => {
  it('agrees with looking at every line of the range', () => {
    const aRange = fc.tuple(fc.nat(70), fc.nat(12)).map(([from, more]): LineRange => [from, from + more]);
    fc.assert(
      fc.property(someRanges, aRange, (ranges, [from, to]) => {
        const lines = linesOf(ranges);
        const isAny = [...linesOf([[from, to]])].some((line) => lines.has(line));
        expect(isAnyLineAdded({ added: mergeRanges(ranges) }, [from, to])).toBe(isAny);
      }),
    );
  });
});

describe('counting', () => {
  const files = [
    changedFile({ path: 'b.ts', added: [[1, 1], [5, 8]] }), // prettier-ignore
    changedFile({ path: 'a.ts', oldPath: 'old.ts' }),
    changedFile({ path: 'B.ts', added: [[2, 3]] }),
  ];

  it('adds the lines of all files', () => {
    expect(countAddedLines({ files })).toBe(7);
    expect(countAddedLines({ files: [] })).toBe(0);
  });

  it('counts the files that have an old path', () => {
    expect(countRenames({ files })).toBe(1);
  });

  it('sorts by code unit', () => {
    expect(inPathOrder(files).map(({ path }) => path)).toEqual(['B.ts', 'a.ts', 'b.ts']);
  });
});

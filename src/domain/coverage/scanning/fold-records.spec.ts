import fc from 'fast-check';
import { foldBranches, foldLargest, type FoldRecords } from './fold-records.js';
import { RecordColumns } from './record-columns.js';

type Row = readonly [line: number, first: number, second: number];

const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(4), fc.nat(4)), { maxLength: 40 });

/** Folds the rows between others, which must stay as they are. */
function folded(fold: FoldRecords, input: readonly Row[]): Row[] {
  const table = new RecordColumns(true, 1);
  const rowAt = (i: number): Row => [table.lines[i]!, table.first[i]!, table.second[i]!];
  table.append(5, 5, 5);
  for (const row of input) table.append(...row);
  table.append(6, 6, 6);
  const end = fold(table, 1, 1 + input.length);
  expect([rowAt(0), rowAt(input.length + 1)]).toEqual([
    [5, 5, 5],
    [6, 6, 6],
  ]);
  return Array.from({ length: end - 1 }, (_, i) => rowAt(i + 1));
}

const byLine = (input: readonly Row[]): [number, Row[]][] => {
  const lines = [...new Set(input.map(([line]) => line))].sort((a, b) => a - b);
  return lines.map((line) => [line, input.filter((row) => row[0] === line)]);
};

describe('foldLargest', () => {
  it('keeps the largest numbers of each line', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const expected = byLine(input).map(([line, of]) => [
          line,
          Math.max(...of.map((row) => row[1])),
          Math.max(...of.map((row) => row[2])),
        ]);
        expect(folded(foldLargest, input)).toEqual(expected);
      }),
    );
  });
});

describe('foldBranches', () => {
  it('counts each key of a line once, taken when any record says so', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const expected = byLine(input).map(([line, of]) => {
          const keys = [...new Set(of.map((row) => row[1]))];
          return [line, keys.filter((key) => of.some((row) => row[1] === key && row[2] > 0)).length, keys.length];
        });
        expect(folded(foldBranches, input)).toEqual(expected);
      }),
    );
  });
});

describe('RecordColumns', () => {
  it('keeps the records of a line in their order when it sorts', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const table = new RecordColumns(true);
        for (const row of input) table.append(...row);
        table.sortByLine(0, input.length);
        const sorted = Array.from({ length: input.length }, (_, i) => [
          table.lines[i],
          table.first[i],
          table.second[i],
        ]);
        expect(sorted).toEqual([...input].sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it('sorts the greatest line numbers exactly', () => {
    const table = new RecordColumns(false);
    const lines = [0x7fffffff, 1, 0x7ffffffe, 0x7fffffff, 2];
    for (const line of lines) table.append(line, line & 0xff, 0);
    table.sortByLine(0, lines.length);
    expect(Array.from(table.lines.subarray(0, 5))).toEqual([1, 2, 0x7ffffffe, 0x7fffffff, 0x7fffffff]);
  });
});

import fc from 'fast-check';
import { foldBranches, foldLargest, type FoldRecords, sortByLine } from './fold-records.js';
import { type Records, RecordWriter } from './records.js';

type Row = readonly [line: number, first: number, second: number];

const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(4), fc.nat(4)), { maxLength: 40 });

const written = (input: readonly Row[]): Records => {
  const writer = new RecordWriter(true);
  writer.append(1, 1, 1);
  writer.take();
  for (const row of input) writer.append(...row);
  return writer.take();
};

const rowsOf = ({ columns: { lines, first, second }, start, end }: Records): Row[] =>
  Array.from({ length: end - start }, (_, i): Row => [lines[start + i]!, first[start + i]!, second[start + i]!]);

const folded = (fold: FoldRecords, input: readonly Row[]): Row[] => rowsOf(fold(written(input)));

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

describe('sortByLine', () => {
  it('keeps the records of a line in their order', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const records = written(input);
        sortByLine(records);
        expect(rowsOf(records)).toEqual([...input].sort((a, b) => a[0] - b[0]));
      }),
    );
  });

  it('sorts the greatest line numbers exactly', () => {
    const records = written([0x7fffffff, 1, 0x7ffffffe, 0x7fffffff, 2].map((line, i): Row => [line, i, 0]));
    sortByLine(records);
    expect(rowsOf(records).map(([line]) => line)).toEqual([1, 2, 0x7ffffffe, 0x7fffffff, 0x7fffffff]);
    expect(rowsOf(records).map(([, first]) => first)).toEqual([1, 4, 2, 0, 3]);
  });
});

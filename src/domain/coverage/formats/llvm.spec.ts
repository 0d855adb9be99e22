import { coverageSummary } from '../../../../test/support/coverage-summary.js';
import { ScanFailure } from '../../scanning/scan-failure.js';
import { AS_TABLES } from '../collecting/file-form.js';
import { readLlvm } from './llvm.js';

type Segment = [
  line: number,
  column: number,
  count: number,
  hasCount: boolean | 0 | 1,
  isEntry: boolean | 0 | 1,
  isGap?: boolean,
];

const read = (segments: Segment[], branches: number[][] = []) =>
  readLlvm(Buffer.from(JSON.stringify({ data: [{ files: [{ segments, filename: '/a.c', branches }] }] })), AS_TABLES);
const lines = (...segments: Segment[]) => coverageSummary(read(segments))['/a.c'];

describe('readLlvm', () => {
  it('counts every line of a region, to the line where it ends', () => {
    expect(lines([2, 1, 4, true, true, false], [5, 2, 0, false, false, false])).toBe('2:4 3:4 4:4 5:4');
  });

  it('takes the most of the regions that begin on a line and the one around them', () => {
    expect(
      lines(
        [1, 1, 3, true, true, false],
        [2, 5, 0, true, true, false],
        [4, 6, 3, true, false, false],
        [6, 2, 0, false, false, false],
      ),
    ).toBe('1:3 2:3 3:0 4:0 5:3 6:3');
  });

  it('never lets a gap decide', () => {
    expect(
      lines([1, 1, 1, true, true], [1, 9, 8, true, true, true], [1, 20, 0, true, true], [2, 3, 0, false, false]),
    ).toBe('1:1 2:0');
    expect(lines([1, 1, 8, true, true, true], [1, 4, 0, false, false])).toBe('1:0');
  });

  it('leaves out lines that the preprocessor skipped, and lines between regions', () => {
    expect(lines([3, 1, 0, false, true], [5, 1, 0, false, false], [7, 1, 1, 1, 1], [8, 2, 0, 0, 0])).toBe('7:1 8:1');
    expect(lines([1, 1, 2, true, true], [3, 1, 0, false, true], [5, 1, 2, true, false], [6, 1, 0, false, false])).toBe(
      '1:2 2:2 6:2',
    );
  });

  it('counts both outcomes of a condition, on the line where it begins', () => {
    const report = read(
      [
        [4, 1, 1, true, true],
        [4, 9, 0, false, false],
      ],
      [
        [4, 3, 4, 9, 2, 0, 0, 0, 4],
        [4, 12, 4, 20, 1, 1, 0, 0, 4],
        [4, 3, 4, 9, 0, 3, 0, 0, 4],
      ],
    );
    expect(coverageSummary(report)).toEqual({ '/a.c': '4:1 4:4/4' });
  });

  it('refuses a region of more lines than a report may have', () => {
    expect(() =>
      read([
        [1, 1, 1, true, true],
        [2_147_483_647, 1, 0, false, false],
      ]),
    ).toThrow(ScanFailure);
  });
});

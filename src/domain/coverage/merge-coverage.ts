import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

/**
 * One file out of what several reports say about it: of each line the most hits, of each line's branches the most that
 * were taken and the most that there are. Counts without line numbers stand only where no report knows the lines.
 *
 * Order and repetition do not matter: this is the join of a semilattice (commutative, associative, idempotent). The most
 * taken branches are a lower bound, since counts do not say which branches they were.
 *
 * @param files at least one; all of one path.
 */
export function mergeCoverage(files: readonly FileCoverage[]): FileCoverage {
  if (files.length === 0) throw new RangeError('expected at least one file');
  return mergeRange(files, 0, files.length);
}

/** Halves merge with halves, so that many small files cost no more than a few large ones. */
function mergeRange(files: readonly FileCoverage[], start: number, end: number): FileCoverage {
  if (end - start === 1) return files[start]!;
  const middle = (start + end) >> 1;
  return mergeTwo(mergeRange(files, start, middle), mergeRange(files, middle, end));
}

function mergeTwo(a: FileCoverage, b: FileCoverage): FileCoverage {
  const [lines, [hits]] = largestByLine([a.lines, [a.hits]], [b.lines, [b.hits]]);
  const [branchLines, [branchesCovered, branchesTotal]] = largestByLine(
    [a.branchLines, [a.branchesCovered, a.branchesTotal]],
    [b.branchLines, [b.branchesCovered, b.branchesTotal]],
  );
  const counted = lines.length > 0 ? null : largestCounts(a.counted, b.counted);
  return { path: a.path, lines, hits, branchLines, branchesCovered, branchesTotal, counted };
}

type Columns<Values extends readonly Uint32Array[]> = readonly [lines: Uint32Array, values: Values];

/** The union of two tables in the order of their lines, with the larger of the values where both have a line. */
function largestByLine<Values extends readonly Uint32Array[]>(a: Columns<Values>, b: Columns<Values>): Columns<Values> {
  const [aLines, aValues] = a;
  const [bLines, bValues] = b;
  if (bLines.length === 0) return a;
  if (aLines.length === 0) return b;

  const lines = new Uint32Array(aLines.length + bLines.length);
  const values = aValues.map(() => new Uint32Array(lines.length));
  let length = 0;
  for (let i = 0, j = 0; i < aLines.length || j < bLines.length; length++) {
    const aLine = aLines[i] ?? Infinity;
    const bLine = bLines[j] ?? Infinity;
    lines[length] = Math.min(aLine, bLine);
    for (const [column, merged] of values.entries()) {
      const aValue = aLine <= bLine ? aValues[column]![i]! : 0;
      const bValue = bLine <= aLine ? bValues[column]![j]! : 0;
      merged[length] = Math.max(aValue, bValue);
    }
    if (aLine <= bLine) i++;
    if (bLine <= aLine) j++;
  }
  return [lines.slice(0, length), values.map((column) => column.slice(0, length)) as unknown as Values];
}

function largestCounts(a: CoverageCounts | null, b: CoverageCounts | null): CoverageCounts | null {
  if (a === null || b === null) return a ?? b;
  return {
    linesTotal: Math.max(a.linesTotal, b.linesTotal),
    linesCovered: Math.max(a.linesCovered, b.linesCovered),
    branchesTotal: Math.max(a.branchesTotal, b.branchesTotal),
    branchesCovered: Math.max(a.branchesCovered, b.branchesCovered),
  };
}

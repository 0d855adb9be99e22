import { type CoverageCounts, type FileCoverage, type PackedFileCoverage } from './coverage-report.js';
import { coverageTotals } from './coverage-totals.js';
import { packCoverage, unpackCoverage } from './packed-lines.js';

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

/** Merges files as `mergeCoverage` does and gives the result another path. */
export function mergeAt(path: string, files: readonly FileCoverage[]): FileCoverage {
  const merged = mergeCoverage(files);
  return merged.path === path ? merged : { ...merged, path };
}

/** Merges packed files and gives the result another path. */
export function mergePackedAt(path: string, files: readonly PackedFileCoverage[]): PackedFileCoverage {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0)
    return mergePackedLines(
      path,
      files.map(({ packed }) => packed),
    );
  return file.path === path ? file : { ...file, path };
}

/** Merges the coverage of the file at this path in several uploads. */
export function mergePackedLines(path: string, parts: readonly Uint8Array[]): PackedFileCoverage {
  const merged = mergeCoverage(parts.map((packed) => unpackCoverage(path, packed)));
  return { path, ...coverageTotals(merged), packed: packCoverage(merged) };
}

/** Halves merge with halves, so that many small files cost no more than a few large ones. */
function mergeRange(files: readonly FileCoverage[], start: number, end: number): FileCoverage {
  if (end - start === 1) return files[start]!;
  const middle = (start + end) >> 1;
  return mergeTwo(mergeRange(files, start, middle), mergeRange(files, middle, end));
}

function mergeTwo(a: FileCoverage, b: FileCoverage): FileCoverage {
  const { lines, first: hits } = largestByLine(
    { lines: a.lines, first: a.hits, second: NO_COLUMN },
    { lines: b.lines, first: b.hits, second: NO_COLUMN },
  );
  const branches = largestByLine(
    { lines: a.branchLines, first: a.branchesCovered, second: a.branchesTotal },
    { lines: b.branchLines, first: b.branchesCovered, second: b.branchesTotal },
  );
  return {
    path: a.path,
    lines,
    hits,
    branchLines: branches.lines,
    branchesCovered: branches.first,
    branchesTotal: branches.second,
    counted: lines.length > 0 ? null : largestCounts(a.counted, b.counted),
  };
}

/** One or two numbers per line; `second` is empty where there is one. */
interface Table {
  readonly lines: Uint32Array;
  readonly first: Uint32Array;
  readonly second: Uint32Array;
}

const NO_COLUMN = new Uint32Array(0);

/** The union of two tables in the order of their lines, with the larger of the numbers where both have a line. */
function largestByLine(a: Table, b: Table): Table {
  if (b.lines.length === 0) return a;
  if (a.lines.length === 0) return b;
  // One allocation for all columns: most files are small, and there are many.
  const length = a.lines.length + b.lines.length;
  const buffer = new Uint32Array(length * (a.second.length > 0 ? 3 : 2));
  const lines = buffer.subarray(0, length);
  const first = buffer.subarray(length, 2 * length);
  const second = buffer.subarray(2 * length);
  let count = 0;
  for (let i = 0, j = 0; i < a.lines.length || j < b.lines.length; count++) {
    const aLine = i < a.lines.length ? a.lines[i]! : Infinity;
    const bLine = j < b.lines.length ? b.lines[j]! : Infinity;
    const hasA = aLine <= bLine;
    const hasB = bLine <= aLine;
    lines[count] = hasA ? aLine : bLine;
    first[count] = Math.max(hasA ? a.first[i]! : 0, hasB ? b.first[j]! : 0);
    if (second.length > 0) second[count] = Math.max(hasA ? a.second[i]! : 0, hasB ? b.second[j]! : 0);
    if (hasA) i++;
    if (hasB) j++;
  }
  return { lines: lines.subarray(0, count), first: first.subarray(0, count), second: second.subarray(0, count) };
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

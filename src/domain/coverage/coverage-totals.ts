import { MAX_LINE } from '../scanning/numbers.js';
import { type Records, recordsOf } from './collecting/records.js';
import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

/** Limit of the counts of one file, as of its line numbers: anything more is no count. */
const MAX_COUNT = MAX_LINE;

/**
 * Counts of a file: lines and covered ones, branches and taken ones. A file without line records uses its counts
 * without line numbers, and likewise for branches. No count is above 2,147,483,647.
 */
export function coverageTotals(file: FileCoverage): CoverageCounts {
  const { lines, hits, branchLines, branchesTotal, branchesCovered, counted } = file;
  return countRecords(recordsOf(lines, hits), recordsOf(branchLines, branchesCovered, branchesTotal), counted);
}

/** Counts of records of (line, hits) and of (line, covered, total). */
export function countRecords(
  lines: Records,
  branches: Records,
  counted: CoverageCounts | null,
  linesCovered = countAboveZero(lines.columns.first, lines),
): CoverageCounts {
  const lineCount = lines.end - lines.start;
  const hasLines = lineCount > 0 || counted === null;
  const hasBranches = branches.end > branches.start || counted === null;
  return {
    linesTotal: bounded(hasLines ? lineCount : counted.linesTotal),
    linesCovered: bounded(hasLines ? linesCovered : counted.linesCovered),
    branchesTotal: bounded(hasBranches ? sum(branches.columns.second, branches) : counted.branchesTotal),
    branchesCovered: bounded(hasBranches ? sum(branches.columns.first, branches) : counted.branchesCovered),
  };
}

const bounded = (count: number): number => Math.min(count, MAX_COUNT);

/** These loops count on an index, which costs a fraction of an iterator where a report has a million lines. */
function countAboveZero(column: Uint32Array, { start, end }: Records): number {
  let count = 0;
  for (let i = start; i < end; i++) if (column[i]! > 0) count++;
  return count;
}

function sum(column: Uint32Array, { start, end }: Records): number {
  let total = 0;
  for (let i = start; i < end; i++) total += column[i]!;
  return total;
}

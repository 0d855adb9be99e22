import { MAX_LINE } from '../scanning/numbers.js';
import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

/** Counts of one file end here, as its line numbers do: what is more is no count of anything. */
const MAX_COUNT = MAX_LINE;

/**
 * What a file counts: lines and covered ones, branches and taken ones. Counts without line numbers stand in where the
 * file has no line records, and likewise for branches. No count is above 2,147,483,647.
 */
export function coverageTotals(file: FileCoverage): CoverageCounts {
  const { lines, hits, branchLines, branchesTotal, branchesCovered, counted } = file;
  const hasLines = lines.length > 0 || counted === null;
  const hasBranches = branchLines.length > 0 || counted === null;
  return {
    linesTotal: bounded(hasLines ? lines.length : counted.linesTotal),
    linesCovered: bounded(hasLines ? countAboveZero(hits) : counted.linesCovered),
    branchesTotal: bounded(hasBranches ? sum(branchesTotal) : counted.branchesTotal),
    branchesCovered: bounded(hasBranches ? sum(branchesCovered) : counted.branchesCovered),
  };
}

const bounded = (count: number): number => Math.min(count, MAX_COUNT);

function countAboveZero(column: Uint32Array): number {
  let count = 0;
  for (const number of column) if (number > 0) count++;
  return count;
}

function sum(column: Uint32Array): number {
  let total = 0;
  for (const number of column) total += number;
  return total;
}

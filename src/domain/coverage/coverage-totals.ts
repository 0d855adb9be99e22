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

/** These loops count on an index, which costs a fraction of an iterator where a report has a million lines. */
function countAboveZero(column: Uint32Array): number {
  const { length } = column;
  let count = 0;
  for (let i = 0; i < length; i++) if (column[i]! > 0) count++;
  return count;
}

function sum(column: Uint32Array): number {
  const { length } = column;
  let total = 0;
  for (let i = 0; i < length; i++) total += column[i]!;
  return total;
}

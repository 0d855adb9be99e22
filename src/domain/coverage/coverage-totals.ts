import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

/**
 * What a file counts: lines and covered ones, branches and taken ones. Counts without line numbers stand in where the
 * file has no line records, and likewise for branches.
 */
export function coverageTotals(file: FileCoverage): CoverageCounts {
  const { lines, hits, branchLines, branchesTotal, branchesCovered, counted } = file;
  const hasLines = lines.length > 0 || counted === null;
  const hasBranches = branchLines.length > 0 || counted === null;
  return {
    linesTotal: hasLines ? lines.length : counted.linesTotal,
    linesCovered: hasLines ? countAboveZero(hits) : counted.linesCovered,
    branchesTotal: hasBranches ? sum(branchesTotal) : counted.branchesTotal,
    branchesCovered: hasBranches ? sum(branchesCovered) : counted.branchesCovered,
  };
}

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

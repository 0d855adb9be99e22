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
    linesCovered: hasLines ? hits.reduce((covered, hit) => covered + (hit > 0 ? 1 : 0), 0) : counted.linesCovered,
    branchesTotal: hasBranches ? sum(branchesTotal) : counted.branchesTotal,
    branchesCovered: hasBranches ? sum(branchesCovered) : counted.branchesCovered,
  };
}

const sum = (column: Uint32Array): number => column.reduce((total, count) => total + count, 0);

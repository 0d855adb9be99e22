export const COVERAGE_FORMATS = ['lcov', 'cobertura', 'jacoco', 'clover'] as const;
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

/** Counts of a file whose lines are not known one by one. */
export interface CoverageCounts {
  readonly linesTotal: number;
  readonly linesCovered: number;
  readonly branchesTotal: number;
  readonly branchesCovered: number;
}

/**
 * Line and branch coverage of one file. Parallel arrays, ascending and distinct by line number (from 1); hits are
 * non-negative and saturate at 2^32-1. A line with hits > 0 is covered. JaCoCo says only whether a line ran: 1 or 0.
 * The arrays may be views of buffers that many files share.
 */
export interface FileCoverage {
  readonly path: string;
  readonly lines: Uint32Array;
  readonly hits: Uint32Array;
  /** Lines that have branches, with how many of them were taken. */
  readonly branchLines: Uint32Array;
  readonly branchesCovered: Uint32Array;
  readonly branchesTotal: Uint32Array;
  /** Set where a report has no line records for a file but counters of it (JaCoCo): counts without numbers. */
  readonly counted: CoverageCounts | null;
}

/** What a coverage report says, files in the order of their path, paths as the report wrote them (slashes forward). */
export interface CoverageReport {
  readonly format: CoverageFormat;
  /** Source roots that the report declares (Cobertura `source`), in order. */
  readonly sources: readonly string[];
  readonly files: readonly FileCoverage[];
  readonly warnings: readonly string[];
}

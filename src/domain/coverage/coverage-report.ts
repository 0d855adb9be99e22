import type { Warning } from '../warning.js';

/** Formats by their names. Their places are stored: new ones come last. */
export const COVERAGE_FORMATS = [
  'lcov',
  'cobertura',
  'jacoco',
  'clover',
  'go',
  'simplecov',
  'sonarqube',
  'istanbul',
  'coveragepy',
  'opencover',
  'llvm',
] as const;
/** Formats as people know them, for messages. */
export const COVERAGE_FORMAT_NAMES =
  'lcov, Cobertura, JaCoCo, Clover, a Go profile, SimpleCov, SonarQube, Istanbul, coverage.py, OpenCover or LLVM';
export type CoverageFormat = (typeof COVERAGE_FORMATS)[number];

/** Executable lines, and those of them that ran. */
export interface LineCounts {
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** Counts of a file whose lines are not known one by one. */
export interface CoverageCounts extends LineCounts {
  readonly branchesTotal: number;
  readonly branchesCovered: number;
}

/** A file of a report, in whatever form. */
export interface ReportedFile {
  readonly path: string;
}

/**
 * Line and branch coverage of one file. Parallel arrays, ascending and distinct by line number (from 1); hits are
 * non-negative and saturate at 2^32-1. A line with hits > 0 is covered. JaCoCo only states that a line ran: 1 or 0. The
 * arrays may be views of buffers that many files share.
 */
export interface FileCoverage extends ReportedFile {
  readonly lines: Uint32Array;
  readonly hits: Uint32Array;
  /** Lines that have branches, with the number of branches taken. */
  readonly branchLines: Uint32Array;
  readonly branchesCovered: Uint32Array;
  readonly branchesTotal: Uint32Array;
  /** Set when a report has no line records for a file but counters of it (JaCoCo): counts without numbers. */
  readonly counted: CoverageCounts | null;
}

/**
 * Stored coverage of a file: its counts, and its lines and branches in few bytes (`packCoverage`), which may be a view
 * of a buffer that many files share.
 */
export interface PackedFileCoverage extends ReportedFile, CoverageCounts {
  readonly packed: Uint8Array;
}

/**
 * Contents of a coverage report: files in the order of their paths, paths as the report wrote them (slashes forward).
 * The files are in the requested form.
 */
export interface CoverageReport<File extends ReportedFile = FileCoverage> {
  readonly format: CoverageFormat;
  /** Source roots that the report declares (Cobertura `source`), in order. */
  readonly sources: readonly string[];
  readonly files: readonly File[];
  readonly warnings: readonly Warning[];
}

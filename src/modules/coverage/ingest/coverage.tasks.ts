import { createHash } from 'node:crypto';
import { AsPacked } from '../../../domain/coverage/collecting/file-form.js';
import type { CoverageFormat, CoverageReport, PackedFileCoverage } from '../../../domain/coverage/coverage-report.js';
import { mergePackedAt, mergePackedLines } from '../../../domain/coverage/merge-coverage.js';
import { parseCoverageAs } from '../../../domain/coverage/parse-coverage.js';
import { resolveCoveragePaths } from '../../../domain/coverage/resolve-paths.js';
import { matchExcluded } from '../../../domain/paths/match-excluded.js';
import { type PackedFileList, unpackFileList } from '../../../domain/paths/packed-file-list.js';
import { type Parsed, parsed } from '../../../domain/report-error.js';
import type { Warning } from '../../../domain/warning.js';
import type { TaskResult } from '../../../platform/workers/serve-tasks.js';
import { coverageBuffers, type CoverageRows, encodeCoverage } from '../coverage-rows.js';

/** Place of a report in its repository, as far as it is known (`ReportPlace`). */
export interface PackedPlace {
  readonly fileList: PackedFileList | null;
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
}

/** A report to read. */
export interface ReadCoverageInput extends PackedPlace {
  readonly bytes: Uint8Array;
  readonly format: CoverageFormat | undefined;
}

/** Files of a report as rows. */
export interface CoverageFiles {
  readonly format: CoverageFormat;
  /** Files of the repository, at their paths there. */
  readonly placed: CoverageRows;
  /** Files without a place in the repository, at the paths that the report gives. */
  readonly unplaced: CoverageRows;
}

/** Facts of a report besides its files. */
export interface CoverageSummary {
  readonly format: CoverageFormat;
  readonly fileCount: number;
  /** Number of files that have a place in the repository; 0 for a report without any lines, however many files it names. */
  readonly recordCount: number;
  /** Source roots that the report declares; its paths are resolved again with them. */
  readonly sources: readonly string[];
  /** Paths of files without a place in the repository, sorted. */
  readonly unmatched: readonly string[];
  readonly warnings: readonly Warning[];
}

/** A report ready to be stored. */
export interface ReadCoverage {
  readonly files: CoverageFiles;
  readonly summary: CoverageSummary;
  /** SHA-256 of its bytes. */
  readonly digest: Uint8Array;
}

/** Files of a stored report, at the paths that it gives. */
export interface PlaceCoverageInput extends PackedPlace {
  readonly format: CoverageFormat;
  readonly sources: readonly string[];
  readonly files: readonly { readonly path: string; readonly packed: Uint8Array }[];
}

/** Stored files at their places in the repository. */
export type PlacedCoverage = Pick<ReadCoverage, 'files' | 'summary'>;

/** Reads a report: scans its bytes, resolves its paths, encodes its files as rows. */
export function readCoverage({ bytes, format, ...place }: ReadCoverageInput): Parsed<ReadCoverage> {
  const report = parseCoverageAs(new AsPacked(), bytes, { format });
  if (!report.ok) return report;
  return parsed({ ...resolve(report.value, place), digest: createHash('sha256').update(bytes).digest() });
}

/** Resolves the paths of stored files again, with what is known of the repository by now. */
export function placeCoverage({ format, sources, files, ...place }: PlaceCoverageInput): PlacedCoverage {
  const read = files.map(({ path, packed }) => mergePackedLines(path, [packed]));
  return resolve({ format, sources, files: read, warnings: [] }, place);
}

function resolve(
  report: CoverageReport<PackedFileCoverage>,
  { fileList, reportPath, exclude }: PackedPlace,
): PlacedCoverage {
  const { format, sources, warnings } = report;
  const place = {
    fileList: unpackFileList(fileList),
    reportPath,
    ...(exclude.length > 0 && { isExcluded: matchExcluded(exclude) }),
  };
  const { files, unplaced, unmatched, ...resolved } = resolveCoveragePaths(report, place, mergePackedAt);
  const hasLines = report.files.some(({ linesTotal }) => linesTotal > 0);
  return {
    files: { format, placed: encodeCoverage(files, () => format), unplaced: encodeCoverage(unplaced, () => format) },
    summary: {
      ...{ format, sources, unmatched, fileCount: files.length, recordCount: hasLines ? files.length : 0 },
      warnings: [...warnings, ...resolved.warnings],
    },
  };
}

const rowBuffers = ({ placed, unplaced }: CoverageFiles): ArrayBuffer[] => [
  ...coverageBuffers(placed),
  ...coverageBuffers(unplaced),
];

/** The functions above as tasks of the worker pool. */
export const COVERAGE_TASKS = {
  readCoverage(input: ReadCoverageInput): TaskResult {
    const output = readCoverage(input);
    return { output, transfer: output.ok ? rowBuffers(output.value.files) : [] };
  },
  placeCoverage(input: PlaceCoverageInput): TaskResult {
    const output = placeCoverage(input);
    return { output, transfer: rowBuffers(output.files) };
  },
};

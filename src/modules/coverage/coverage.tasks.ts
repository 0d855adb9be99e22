import type { CoverageFormat, CoverageReport } from '../../domain/coverage/coverage-report.js';
import { mergeCoverage } from '../../domain/coverage/merge-coverage.js';
import { unpackCoverage } from '../../domain/coverage/packed-lines.js';
import { hasLines, parseArrivingCoverage, parseCoverage } from '../../domain/coverage/parse-coverage.js';
import { resolveCoveragePaths } from '../../domain/coverage/resolve-paths.js';
import { type PackedFileList, unpackFileList } from '../../domain/paths/packed-file-list.js';
import type { Parsed, ReportError } from '../../domain/report-error.js';
import { ArrivingDocument, type ArrivingMemory, StoppedArriving } from '../../platform/workers/arriving-memory.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';
import { buffersOf, type CoverageRows, encodeCoverage } from './coverage-rows.js';

/** A report to read, and the repository's files where CI listed them. */
export interface ReadCoverageInput {
  readonly bytes: Uint8Array;
  readonly format: CoverageFormat | undefined;
  readonly fileList: PackedFileList | null;
}

/** A report that is still arriving. */
export interface ReadArrivingCoverageInput extends Omit<ReadCoverageInput, 'bytes'> {
  readonly memory: ArrivingMemory;
}

/** A report that was read: its files by their paths in the repository, ready to be stored. */
export interface ReadCoverage {
  readonly format: CoverageFormat;
  readonly rows: CoverageRows;
  /** Distinct files; 0 in a report that says nothing of any line, whichever files it names. */
  readonly recordCount: number;
  readonly unmatched: { readonly count: number; readonly firstTen: readonly string[] };
  readonly warnings: readonly string[];
}

export type CoverageReading =
  { readonly ok: true; readonly value: ReadCoverage } | { readonly ok: false; readonly error: ReportError };

/** Everything that reading a coverage report takes: scan its bytes, resolve its paths, encode its rows. */
export function readCoverage({ bytes, format, fileList }: ReadCoverageInput): CoverageReading {
  return prepare(parseCoverage(bytes, format && { format }), fileList);
}

/** The same while the report is still arriving; null when it comes too slowly to wait for it. */
function readArrivingCoverage({ memory, format, fileList }: ReadArrivingCoverageInput): CoverageReading | null {
  try {
    return prepare(parseArrivingCoverage(new ArrivingDocument(memory), format && { format }), fileList);
  } catch (error) {
    if (error instanceof StoppedArriving) return null;
    throw error;
  }
}

function prepare(report: Parsed<CoverageReport>, packed: PackedFileList | null): CoverageReading {
  if (!report.ok) return report;
  const resolved = resolveCoveragePaths(report.value, { fileList: unpackFileList(packed) });
  return {
    ok: true,
    value: {
      format: report.value.format,
      rows: encodeCoverage(resolved.files, () => report.value.format),
      recordCount: hasLines(report.value) ? resolved.files.length : 0,
      unmatched: resolved.unmatched,
      warnings: [...report.value.warnings, ...resolved.warnings],
    },
  };
}

/** What several uploads say of one file. */
export interface FileParts {
  readonly path: string;
  /** The format that it is listed with. */
  readonly format: CoverageFormat;
  readonly parts: readonly Uint8Array[];
}

/** The files, each merged from its parts. */
export function mergeFiles(files: readonly FileParts[]): CoverageRows {
  return encodeCoverage(
    files.map(({ path, parts }) => mergeCoverage(parts.map((packed) => unpackCoverage(path, packed)))),
    (index) => files[index]!.format,
  );
}

/** The same as tasks of the worker pool. */
export const COVERAGE_TASKS = {
  readCoverage(input: ReadCoverageInput): TaskResult {
    const output = readCoverage(input);
    return { output, transfer: output.ok ? buffersOf(output.value.rows) : [] };
  },
  readArrivingCoverage(input: ReadArrivingCoverageInput): TaskResult {
    const output = readArrivingCoverage(input);
    return { output, transfer: output?.ok ? buffersOf(output.value.rows) : [] };
  },
  mergeFiles(input: readonly FileParts[]): TaskResult {
    const output = mergeFiles(input);
    return { output, transfer: buffersOf(output) };
  },
};

import { AsPacked } from '../../domain/coverage/collecting/file-form.js';
import type { CoverageFormat, CoverageReport, PackedFileCoverage } from '../../domain/coverage/coverage-report.js';
import { mergePackedAt, mergePackedLines } from '../../domain/coverage/merge-coverage.js';
import { parseArrivingCoverage, parseCoverageAs } from '../../domain/coverage/parse-coverage.js';
import { resolveCoveragePaths } from '../../domain/coverage/resolve-paths.js';
import { isPlainPath } from '../../domain/paths/located-path.js';
import { type PackedFileList, unpackFileList } from '../../domain/paths/packed-file-list.js';
import type { Parsed, ReportError } from '../../domain/report-error.js';
import { ArrivingDocument, type ArrivingMemory, StoppedArriving } from '../../platform/workers/arriving-memory.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';
import { buffersOf, type CoverageRows, encodeCoverage, encodeInPieces } from './coverage-rows.js';

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

/** What a report that was read comes to, besides its files. */
export interface ReadCoverage {
  readonly format: CoverageFormat;
  readonly fileCount: number;
  /** Distinct files; 0 in a report that says nothing of any line, whichever files it names. */
  readonly recordCount: number;
  readonly unmatched: { readonly count: number; readonly firstTen: readonly string[] };
  readonly warnings: readonly string[];
}

/**
 * What reading tells before it comes to an end: files by their paths in the repository, ready to be stored, each in one
 * piece only; or that all that was told so far is void.
 */
export type CoveragePart = { readonly kind: 'piece'; readonly piece: CoveragePiece } | { readonly kind: 'recall' };

/** Some files of a report. */
export interface CoveragePiece {
  readonly format: CoverageFormat;
  readonly rows: CoverageRows;
}

type Tell = (part: CoveragePart) => void;

export type CoverageReading =
  { readonly ok: true; readonly value: ReadCoverage } | { readonly ok: false; readonly error: ReportError };

/** Everything that reading a coverage report takes: scan its bytes, resolve its paths, encode its rows. */
export function readCoverage({ bytes, format, fileList }: ReadCoverageInput, tell: Tell): CoverageReading {
  const telling = new RowTelling(tell, fileList);
  return finish(parseCoverageAs(telling.formOf, bytes, { format }), fileList, telling);
}

/** The same while the report is still arriving; null when it comes too slowly to wait for it. */
function readArrivingCoverage(
  { memory, format, fileList }: ReadArrivingCoverageInput,
  tell: Tell,
): CoverageReading | null {
  const telling = new RowTelling(tell, fileList);
  try {
    const arriving = new ArrivingDocument(memory);
    return finish(parseArrivingCoverage(telling.formOf, arriving, { format }), fileList, telling);
  } catch (error) {
    if (error instanceof StoppedArriving) return null;
    throw error;
  }
}

function finish(
  report: Parsed<CoverageReport<PackedFileCoverage>>,
  fileList: PackedFileList | null,
  telling: RowTelling,
): CoverageReading {
  if (!report.ok) return report;
  const { format, files, warnings } = report.value;
  const resolved = resolveCoveragePaths(report.value, { fileList: unpackFileList(fileList) }, mergePackedAt);
  telling.tellRest(resolved.files, format);
  return {
    ok: true,
    value: {
      format,
      fileCount: resolved.files.length,
      recordCount: files.some(({ linesTotal }) => linesTotal > 0) ? resolved.files.length : 0,
      unmatched: resolved.unmatched,
      warnings: [...warnings, ...resolved.warnings],
    },
  };
}

/**
 * Tells files as they are read, so that they are stored while others are still being read. That takes them for what they are
 * at that time: of one section, at the path that the report gives. Where it turns out otherwise, all are told anew.
 */
class RowTelling {
  /** By path: none must be stored twice. */
  private readonly told = new Map<string, PackedFileCoverage>();
  private tellsEarly: boolean;

  /** @param fileList with one, no path is known before all of them are. */
  constructor(
    private readonly tell: Tell,
    fileList: PackedFileList | null,
  ) {
    this.tellsEarly = fileList === null;
  }

  readonly formOf = (format: CoverageFormat): AsPacked => {
    this.recall();
    return new AsPacked((files) => this.tellEarly(files, format));
  };

  /** @param files all of the report, at their paths in the repository */
  tellRest(files: readonly PackedFileCoverage[], format: CoverageFormat): void {
    const rest = files.filter((file) => this.told.get(file.path) !== file);
    if (files.length - rest.length === this.told.size) this.tellRows(rest, format);
    else {
      this.recall();
      this.tellRows(files, format);
    }
  }

  private tellEarly(files: readonly PackedFileCoverage[], format: CoverageFormat): void {
    if (!this.tellsEarly) return;
    if (files.some(({ path }) => this.told.has(path))) {
      this.tellsEarly = false;
      this.recall();
      return;
    }
    // In the order of the index they are stored faster.
    const placed = files.filter(({ path }) => isPlainPath(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const file of placed) this.told.set(file.path, file);
    this.tellRows(placed, format);
  }

  private tellRows(files: readonly PackedFileCoverage[], format: CoverageFormat): void {
    for (const rows of encodeInPieces(files, format)) this.tell({ kind: 'piece', piece: { format, rows } });
  }

  private recall(): void {
    if (this.told.size > 0) this.tell({ kind: 'recall' });
    this.told.clear();
  }
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
    files.map(({ path, parts }) => mergePackedLines(path, parts)),
    (index) => files[index]!.format,
  );
}

/** The same as tasks of the worker pool. */
export const COVERAGE_TASKS = {
  readCoverage(input: ReadCoverageInput, tell: (part: TaskResult) => void): TaskResult {
    return { output: readCoverage(input, handing(tell)), transfer: [] };
  },
  readArrivingCoverage(input: ReadArrivingCoverageInput, tell: (part: TaskResult) => void): TaskResult {
    return { output: readArrivingCoverage(input, handing(tell)), transfer: [] };
  },
  mergeFiles(input: readonly FileParts[]): TaskResult {
    const output = mergeFiles(input);
    return { output, transfer: buffersOf(output) };
  },
};

const handing =
  (tell: (part: TaskResult) => void): Tell =>
  (output) =>
    tell({ output, transfer: output.kind === 'piece' ? buffersOf(output.piece.rows) : [] });

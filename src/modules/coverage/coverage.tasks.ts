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
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { coverageBuffers, type CoverageRows, encodeCoverage, encodeInPieces } from './coverage-rows.js';
import type { Warning } from '../../domain/warning.js';

/** Facts about the repository of a report (`ReportPlace`), packed. */
export interface PackedPlace {
  readonly fileList: PackedFileList | null;
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
}

/** A report to read, and what is known of its repository. */
export interface ReadCoverageInput extends PackedPlace {
  readonly bytes: Uint8Array;
  readonly format: CoverageFormat | undefined;
}

/** A report that is still arriving. */
export interface ReadArrivingCoverageInput extends Omit<ReadCoverageInput, 'bytes'> {
  readonly memory: ArrivingMemory;
}

/** Result of reading a report, besides its files. */
export interface ReadCoverage {
  readonly format: CoverageFormat;
  readonly fileCount: number;
  /** Distinct files that have a place in the repository; 0 in a report that says nothing of any line, whichever files it names. */
  readonly recordCount: number;
  /** Source roots that the report declares, as its paths are resolved again with them. */
  readonly sources: readonly string[];
  /** Paths of files without a place in the repository, sorted. */
  readonly unmatched: readonly string[];
  readonly warnings: readonly Warning[];
}

/**
 * What reading tells before it comes to an end: files by their paths in the repository, ready to be stored, each in one
 * piece only; or that all that was told so far is void.
 */
export type CoveragePart = { readonly kind: 'piece'; readonly piece: CoveragePiece } | { readonly kind: 'recall' };

/** Some files of a report. */
export interface CoveragePiece {
  readonly format: CoverageFormat;
  /** Whether they stand at their paths in the repository; else they are kept apart, at the paths that the report says. */
  readonly isPlaced: boolean;
  readonly rows: CoverageRows;
}

type Tell = (part: CoveragePart) => void;

export type CoverageReading =
  { readonly ok: true; readonly value: ReadCoverage } | { readonly ok: false; readonly error: ReportError };

/** Everything that reading a coverage report takes: scan its bytes, resolve its paths, encode its rows. */
export function readCoverage({ bytes, format, ...place }: ReadCoverageInput, tell: Tell): CoverageReading {
  const telling = new RowTelling(tell, place);
  return finish(parseCoverageAs(telling.formOf, bytes, { format }), place, telling);
}

/** The same while the report is still arriving; null when it comes too slowly to wait for it. */
function readArrivingCoverage(
  { memory, format, ...place }: ReadArrivingCoverageInput,
  tell: Tell,
): CoverageReading | null {
  const telling = new RowTelling(tell, place);
  try {
    const arriving = new ArrivingDocument(memory);
    return finish(parseArrivingCoverage(telling.formOf, arriving, { format }), place, telling);
  } catch (error) {
    if (error instanceof StoppedArriving) return null;
    throw error;
  }
}

function finish(
  report: Parsed<CoverageReport<PackedFileCoverage>>,
  place: PackedPlace,
  telling: RowTelling,
): CoverageReading {
  if (!report.ok) return report;
  return { ok: true, value: resolve(report.value, place, telling) };
}

/** Tells the files of a report at their paths in the repository, and those that have none. */
function resolve(
  report: CoverageReport<PackedFileCoverage>,
  { fileList, reportPath, exclude }: PackedPlace,
  telling: RowTelling,
): ReadCoverage {
  const { format, files, sources, warnings } = report;
  const place = {
    fileList: unpackFileList(fileList),
    reportPath,
    ...(exclude.length > 0 && { isExcluded: matchExcluded(exclude) }),
  };
  const resolved = resolveCoveragePaths(report, place, mergePackedAt);
  telling.tellRest(resolved.files, format);
  telling.tellUnplaced(resolved.unplaced, format);
  return {
    format,
    fileCount: resolved.files.length,
    recordCount: files.some(({ linesTotal }) => linesTotal > 0) ? resolved.files.length : 0,
    sources,
    unmatched: resolved.unmatched,
    warnings: [...warnings, ...resolved.warnings],
  };
}

/** Files of a report that was read before, at the paths that it says. */
export interface PlaceCoverageInput extends PackedPlace {
  readonly format: CoverageFormat;
  readonly sources: readonly string[];
  readonly files: readonly { readonly path: string; readonly packed: Uint8Array }[];
}

/** Resolves the paths of a report again, now that more is known of the repository. */
export function placeCoverage({ format, sources, files, ...place }: PlaceCoverageInput, tell: Tell): ReadCoverage {
  const read = files.map(({ path, packed }) => mergePackedLines(path, [packed]));
  return resolve({ format, sources, files: read, warnings: [] }, place, new RowTelling(tell, place));
}

/**
 * Tells files as they are read, so that they are stored while others are still being read. That takes them for what they are
 * at that time: of one section, at the path that the report gives. Where it turns out otherwise, all are told anew.
 */
class RowTelling {
  /** By path: none must be stored twice. */
  private readonly told = new Map<string, PackedFileCoverage>();
  private tellsEarly: boolean;

  /** @param place where any is known, no path is before all of them are. */
  constructor(
    private readonly tell: Tell,
    { fileList, reportPath, exclude }: PackedPlace,
  ) {
    this.tellsEarly = fileList === null && reportPath === null && exclude.length === 0;
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

  /** @param files those of the report that have no place in the repository */
  tellUnplaced(files: readonly PackedFileCoverage[], format: CoverageFormat): void {
    this.tellRows(files, format, false);
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

  private tellRows(files: readonly PackedFileCoverage[], format: CoverageFormat, isPlaced = true): void {
    for (const rows of encodeInPieces(files, format)) this.tell({ kind: 'piece', piece: { format, isPlaced, rows } });
  }

  private recall(): void {
    if (this.told.size > 0) this.tell({ kind: 'recall' });
    this.told.clear();
  }
}

/** Coverage of one file in several uploads. */
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

/** These functions as tasks of the worker pool. */
export const COVERAGE_TASKS = {
  readCoverage(input: ReadCoverageInput, tell: (part: TaskResult) => void): TaskResult {
    return { output: readCoverage(input, handing(tell)), transfer: [] };
  },
  readArrivingCoverage(input: ReadArrivingCoverageInput, tell: (part: TaskResult) => void): TaskResult {
    return { output: readArrivingCoverage(input, handing(tell)), transfer: [] };
  },
  placeCoverage(input: PlaceCoverageInput, tell: (part: TaskResult) => void): TaskResult {
    return { output: placeCoverage(input, handing(tell)), transfer: [] };
  },
  mergeFiles(input: readonly FileParts[]): TaskResult {
    const output = mergeFiles(input);
    return { output, transfer: coverageBuffers(output) };
  },
};

const handing =
  (tell: (part: TaskResult) => void): Tell =>
  (output) =>
    tell({ output, transfer: output.kind === 'piece' ? coverageBuffers(output.piece.rows) : [] });

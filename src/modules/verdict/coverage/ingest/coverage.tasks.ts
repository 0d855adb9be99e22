import { createHash } from 'node:crypto';
import { AsPacked } from '../../../../domain/coverage/collecting/file-form.js';
import { originPath, unplacedPath } from '../../../../domain/coverage/coverage-manifest.js';
import type {
  CoverageFormat,
  CoverageReport,
  PackedFileCoverage,
} from '../../../../domain/coverage/coverage-report.js';
import { mergePackedAt, mergePackedLines } from '../../../../domain/coverage/merge-coverage.js';
import { parseCoverageAs } from '../../../../domain/coverage/parse-coverage.js';
import { resolveCoveragePaths } from '../../../../domain/coverage/resolve-paths.js';
import { matchExcluded } from '../../../../domain/paths/match-excluded.js';
import { type PackedFileList, unpackFileList } from '../../../../domain/paths/packed-file-list.js';
import { type Parsed, parsed } from '../../../../domain/report-error.js';
import type { Warning } from '../../../../domain/warning.js';
import type { PackedKeyframe } from '../../../../platform/database/segment-tables.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import {
  addressFile,
  manifestBuffers,
  segmentBuffers,
  type StoredCoverage,
  storeFiles,
} from '../storage/stored-coverage.js';

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
  readonly keyframe: PackedKeyframe | null;
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
  readonly stored: StoredCoverage;
  readonly summary: CoverageSummary;
  /** SHA-256 of its bytes. */
  readonly digest: Uint8Array;
}

/** A stored file of a report. */
export interface StoredFile {
  readonly path: string;
  readonly packed: Uint8Array;
}

/** Files of a stored report, at the paths that it gives. */
export interface PlaceCoverageInput extends PackedPlace {
  readonly format: CoverageFormat;
  readonly sources: readonly string[];
  readonly files: readonly StoredFile[];
  readonly keyframe: PackedKeyframe | null;
}

/** Stored files at their places in the repository. */
export type PlacedCoverage = Pick<ReadCoverage, 'stored' | 'summary'>;

/**
 * Reads a report: scans its bytes, resolves its paths, and packs its files.
 *
 * @param maxLines lines of the report, of which a few bytes may stand for millions; more are limit_exceeded
 */
export function readCoverage(
  { bytes, format, keyframe, ...place }: ReadCoverageInput,
  maxLines?: number,
): Parsed<ReadCoverage> {
  const report = parseCoverageAs(new AsPacked(maxLines), bytes, { format });
  if (!report.ok) return report;
  const placed = resolve(report.value, place, keyframe);
  return parsed({ ...placed, digest: createHash('sha256').update(bytes).digest() });
}

/** Resolves the paths of stored files again, with what is known of the repository by now. */
export function placeCoverage(input: PlaceCoverageInput): PlacedCoverage {
  const { format, sources, files, keyframe, ...place } = input;
  const report = { format, sources, files: files.map(unpackCounts), warnings: [] };
  return resolve(report, place, keyframe);
}

const unpackCounts = ({ path, packed }: StoredFile): PackedFileCoverage => mergePackedLines(path, [packed]);

function resolve(
  report: CoverageReport<PackedFileCoverage>,
  { fileList, reportPath, exclude }: PackedPlace,
  keyframe: PackedKeyframe | null,
): PlacedCoverage {
  const { format, sources, warnings } = report;
  const place = {
    fileList: unpackFileList(fileList),
    reportPath,
    ...(exclude.length > 0 && { isExcluded: onceEach(matchExcluded(exclude)) }),
  };
  const { files, unplaced, origins, unmatched, ...resolved } = resolveCoveragePaths(report, place, mergePackedAt);
  const hasLines = report.files.some(({ linesTotal }) => linesTotal > 0);
  const addressed = [
    ...files.map((file) => addressFile(file, format)),
    ...unplaced.map((file) => addressFile(file, format, unplacedPath(file.path))),
    ...origins.map((file) => addressFile(file, format, originPath(file.path))),
  ];
  return {
    stored: storeFiles(addressed, keyframe),
    summary: {
      ...{ format, sources, unmatched, fileCount: files.length, recordCount: hasLines ? files.length : 0 },
      warnings: [...warnings, ...resolved.warnings],
    },
  };
}

/** Many files of a report may come to one path of the repository. */
function onceEach(isExcluded: (path: string) => boolean): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    const answer = known.get(path) ?? isExcluded(path);
    known.set(path, answer);
    return answer;
  };
}

const storedBuffers = ({ manifest, segments }: StoredCoverage): ArrayBuffer[] => [
  ...manifestBuffers(manifest),
  ...segmentBuffers(segments),
];

/** The functions above as tasks of the worker pool. */
export const COVERAGE_TASKS = {
  readCoverage(input: ReadCoverageInput): TaskResult {
    const output = readCoverage(input);
    return { output, transfer: output.ok ? storedBuffers(output.value.stored) : [] };
  },
  placeCoverage(input: PlaceCoverageInput): TaskResult {
    const output = placeCoverage(input);
    return { output, transfer: storedBuffers(output.stored) };
  },
};

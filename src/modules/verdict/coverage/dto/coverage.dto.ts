import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { Hunk, LineRange } from '../../../../domain/changes/changed-lines.js';
import { uncountedLines } from '../../../../domain/changes/counted-lines.js';
import type { CoverageFormat } from '../../../../domain/coverage/coverage-report.js';
import { coverageTotals } from '../../../../domain/coverage/coverage-totals.js';
import { uncoveredLines } from '../../../../domain/coverage/patch-coverage.js';
import { displayPct } from '../../../../domain/exact/rounding.js';
import { WarningDto } from '../../../../platform/openapi/warning.dto.js';
import { MAX_CURSOR, MAX_PAGE } from '../../../../platform/validation/page-query.dto.js';
import { QueryInteger, QueryText } from '../../../../platform/validation/query-fields.js';
import type { TakenCoverage } from '../coverage.service.js';
import type { FileCoverageView, ListedFile } from '../coverage-files.service.js';
import type { FileTotals } from '../storage/stored-coverage.js';

/** A list of lists with a fixed number of whole numbers each. */
const listOfTuples = (length: number): ApiPropertyOptions => ({
  type: 'array',
  items: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: length, maxItems: length },
});

const LINE_NUMBERS: ApiPropertyOptions = { type: 'array', items: { type: 'integer', minimum: 1 } };

/** Report paths that match no file of the repository, or several equally well: they count nowhere. */
export class UnmatchedPathsDto {
  count!: number;
  /** The first ten paths. */
  paths!: string[];
}

/** Summary of an accepted coverage report. */
export class CoverageTakenDto {
  /** @example 12345 */
  scan_id!: number;
  /** Number of distinct files of this report that were found in the repository; 0 if it has no lines. @example 847 */
  records_persisted!: number;
  report_format!: CoverageFormat;
  /** True if the same bytes were uploaded before and nothing changed. */
  repeated!: boolean;
  warnings!: WarningDto[];
  unmatched_paths!: UnmatchedPathsDto;
}

/** The coverage of one file. */
export class CoveredFileDto {
  /** @example "src/auth/handler.py" */
  file_path!: string;
  /** Owners of the file, from the CODEOWNERS sent with the scan. @example ["@acme/web"] */
  owners!: string[];
  /** @example 420 */
  lines_total!: number;
  /** @example 412 */
  lines_covered!: number;
  /** @example 8 */
  lines_missed!: number;
  /** Null if the file has no executable line. @example 98.1 */
  coverage_pct!: number | null;
  branches_total!: number;
  branches_covered!: number;
  /** @example "lcov" */
  report_format!: CoverageFormat;
}

/** The coverage of a scan, its files in the order of their paths. */
export class CoverageDto {
  /** @example 12345 */
  scan_id!: number;
  /** @example 847 */
  file_count!: number;
  /** @example 42100 */
  lines_total!: number;
  /** @example 38700 */
  lines_covered!: number;
  /** Null if there is no executable line. @example 91.92 */
  coverage_pct!: number | null;
  /** Value of `cursor` for the next page; null on the last page. */
  next_cursor!: string | null;
  files!: CoveredFileDto[];
}

/** Filter and page of a scan's covered files. */
export class CoverageQueryDto {
  /** Files per page. Default: all of them in one page. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @QueryText(MAX_CURSOR)
  cursor?: string;
}

/** The file to show. */
export class CoverageFileQueryDto {
  /** The file's path as listed. */
  @QueryText(4096)
  path!: string;
}

/** Lines that the change removes from one place. */
export class RemovedLinesDto {
  /** The line of the file after which they stood; 0: before the first. */
  after!: number;
  /** Number of the first one in the old version. */
  from!: number;
  to!: number;
}

/** The version of a file before the change. */
export class OldVersionDto {
  /** The scan of the merge base. `GET /scans/:id/source` returns its lines if they are stored. */
  scan_id!: number;
  path!: string;
}

/** One file, line by line. */
export class FileCoverageDto {
  scan_id!: number;
  file_path!: string;
  /** @example ["@acme/web"] */
  owners!: string[];
  lines_total!: number;
  lines_covered!: number;
  coverage_pct!: number | null;
  /** `[line, hits]`, sorted by line. */
  @ApiProperty(listOfTuples(2))
  lines!: number[][];
  /** `[line, covered, total]` for lines with branches. */
  @ApiProperty(listOfTuples(3))
  branches!: number[][];
  /** Lines that never ran. */
  @ApiProperty(LINE_NUMBERS)
  missed!: number[];
  /** Lines that ran without taking all of their branches; all other lines ran completely. */
  @ApiProperty(LINE_NUMBERS)
  partial!: number[];
  /** Lines that the change adds, as `[from, to]`; empty if the scan has no changed lines. */
  @ApiProperty(listOfTuples(2))
  added!: number[][];
  /** Added lines that no test runs, as the verdict counts them, as `[from, to]`. */
  @ApiProperty(listOfTuples(2))
  uncovered_added!: number[][];
  /**
   * Added lines that the verdict does not count, though a report may contain them: closing punctuation, and what a directive
   * excludes from coverage, as `[from, to]`.
   */
  @ApiProperty(listOfTuples(2))
  uncounted_added!: number[][];
  /** Lines that the change removes, in the order of the file; empty if their places are not known. */
  removed!: RemovedLinesDto[];
  /** Null if nothing is removed, or if the merge base has no scan. */
  old!: OldVersionDto | null;
}

export function toCoverageTakenDto(scanId: number, { summary, isRepeated }: TakenCoverage): CoverageTakenDto {
  return {
    scan_id: scanId,
    records_persisted: summary.recordCount,
    report_format: summary.format,
    repeated: isRepeated,
    warnings: [...summary.warnings],
    unmatched_paths: { count: summary.unmatched.length, paths: summary.unmatched.slice(0, 10) },
  };
}

/** The coverage of a scan without its files. */
export function summarizeCoverage(
  scanId: number,
  { fileCount, linesTotal, linesCovered }: FileTotals,
  nextCursor: string | null,
): Omit<CoverageDto, 'files'> {
  return {
    scan_id: scanId,
    file_count: fileCount,
    lines_total: linesTotal,
    lines_covered: linesCovered,
    coverage_pct: displayPct(linesCovered, linesTotal),
    next_cursor: nextCursor,
  };
}

export function toCoveredFileDto(file: ListedFile): CoveredFileDto {
  return {
    file_path: file.filePath,
    owners: [...file.owners],
    lines_total: file.linesTotal,
    lines_covered: file.linesCovered,
    lines_missed: file.linesTotal - file.linesCovered,
    coverage_pct: displayPct(file.linesCovered, file.linesTotal),
    branches_total: file.branchesTotal,
    branches_covered: file.branchesCovered,
    report_format: file.reportFormat,
  };
}

export function toFileCoverageDto(
  scanId: number,
  { file, change, uncoveredAdded, owners, oldScanId }: FileCoverageView,
): FileCoverageDto {
  const removed = removedLines(change?.hunks ?? []);
  const totals = coverageTotals(file);
  const { missed, partial } = uncoveredLines(file);
  return {
    scan_id: scanId,
    file_path: file.path,
    owners: [...owners],
    lines_total: totals.linesTotal,
    lines_covered: totals.linesCovered,
    coverage_pct: displayPct(totals.linesCovered, totals.linesTotal),
    lines: Array.from(file.lines, (line, index) => [line, file.hits[index]!]),
    branches: Array.from(file.branchLines, (line, index) => [
      line,
      file.branchesCovered[index]!,
      file.branchesTotal[index]!,
    ]),
    missed: [...missed],
    partial: [...partial],
    added: toPairs(change?.added),
    uncovered_added: toPairs(uncoveredAdded),
    uncounted_added: toPairs(change && uncountedLines(change)),
    removed,
    old: removed.length === 0 || oldScanId === null ? null : { scan_id: oldScanId, path: change?.oldPath ?? file.path },
  };
}

const toPairs = (ranges: readonly LineRange[] | null | undefined): number[][] =>
  (ranges ?? []).map(([from, to]) => [from, to]);

const removedLines = (hunks: readonly Hunk[]): RemovedLinesDto[] =>
  hunks.flatMap(([oldStart, oldLines, newStart, newLines]) =>
    oldLines === 0
      ? []
      : [{ after: newLines === 0 ? newStart : newStart - 1, from: oldStart, to: oldStart + oldLines - 1 }],
  );

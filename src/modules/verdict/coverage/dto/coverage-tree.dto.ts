import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import {
  TREE_FILTERS,
  TREE_SORTS,
  type TreeEntry,
  type TreeFilter,
  type TreeSort,
} from '../../../../domain/coverage/coverage-tree.js';
import { displayPct } from '../../../../domain/exact/rounding.js';
import type { ScanId } from '../../../../domain/ids.js';
import { MAX_CURSOR } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryId,
  QueryInteger,
  QueryText,
  QueryTexts,
} from '../../../../platform/validation/query-fields.js';
import type { ListedEntry } from '../coverage-tree.service.js';

const DEFAULT_ENTRIES = 200;
const MAX_ENTRIES = 1_000;
/** Characters of an owner. */
const MAX_OWNER = 200;

/** Part of the tree of covered files. */
export class CoverageTreeQueryDto {
  /**
   * Path of a folder, with its trailing slash, or of a file, which is then the only entry. Default: the root.
   * @example "src/"
   */
  @IsOptional()
  @QueryText(4096)
  path?: string;

  /**
   * Lists only entries with executable lines that the change adds, with lines that never ran, or with files whose
   * coverage is lower than in `compare`.
   */
  @IsOptional()
  @QueryChoice(TREE_FILTERS)
  only?: TreeFilter;

  /**
   * Counts only files with any of these owners. Repeat the parameter for several. `mine`: the caller's email address,
   * or the part before its `@` as a handle.
   */
  @IsOptional()
  @QueryTexts(MAX_OWNER)
  owner?: string[];

  /** Lists only files whose names contain this text, ignoring case. */
  @IsOptional()
  @QueryText(200)
  q?: string;

  /** True: lists all files below the path, named by the rest of their paths. Default: false. */
  @IsOptional()
  @QueryBoolean()
  flat?: boolean;

  /**
   * True: if a folder contains nothing but another folder, both become one entry, such as `src/main/`.
   * Default: false.
   */
  @IsOptional()
  @QueryBoolean()
  join?: boolean;

  /**
   * Files of the change come first in all orders except `path`. `missed`: most uncovered lines first; `coverage`:
   * lowest coverage first; `change`: largest loss since `compare` first.
   */
  @IsOptional()
  @QueryChoice(TREE_SORTS)
  sort: TreeSort = 'path';

  /** Scan of the same repository that `delta_pct` compares with. */
  @IsOptional()
  @QueryId()
  compare?: ScanId;

  /** Entries per page. */
  @IsOptional()
  @QueryInteger(1, MAX_ENTRIES)
  limit: number = DEFAULT_ENTRIES;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @QueryText(MAX_CURSOR)
  cursor?: string;
}

/** A file, or a folder with the counts of all files below it. */
export class CoverageTreeEntryDto {
  /** Last part of the path; for folders, with a trailing slash. @example "api/" */
  name!: string;
  kind!: TreeEntry['kind'];
  /** Owners of the file, from the repository's CODEOWNERS; empty for a folder. @example ["@acme/web"] */
  owners!: string[];
  /** @example 12 */
  file_count!: number;
  /** @example 420 */
  lines_total!: number;
  /** @example 412 */
  lines_covered!: number;
  /** Null if there is no executable line. @example 98.1 */
  coverage_pct!: number | null;
  /**
   * Change in percentage points since the scan in `compare`; null without `compare`, or if either scan has no
   * executable line.
   * @example -0.52
   */
  @ApiProperty({ format: 'double' })
  delta_pct!: number | null;
  /** Number of executable lines that the change adds; null if its lines are unknown. @example 41 */
  changed_lines_total!: number | null;
  /** Number of these lines that ran. @example 33 */
  changed_lines_covered!: number | null;
}

/** Entries of a folder. */
export class CoverageTreeDto {
  /** @example 12345 */
  scan_id!: number;
  /** Empty for the root. @example "src/" */
  path!: string;
  entries!: CoverageTreeEntryDto[];
  /** Value of `cursor` for the next page; null on the last page. */
  next_cursor!: string | null;
}

export const toTreeEntryDto = ({ entry, owners, deltaPct }: ListedEntry): CoverageTreeEntryDto => ({
  name: entry.name,
  kind: entry.kind,
  owners: [...owners],
  file_count: entry.fileCount,
  lines_total: entry.linesTotal,
  lines_covered: entry.linesCovered,
  coverage_pct: displayPct(entry.linesCovered, entry.linesTotal),
  delta_pct: deltaPct,
  changed_lines_total: entry.changed?.linesTotal ?? null,
  changed_lines_covered: entry.changed?.linesCovered ?? null,
});

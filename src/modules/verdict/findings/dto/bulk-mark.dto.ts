import { ApiProperty } from '@nestjs/swagger';
import { plainToInstance, Transform, type TransformFnParams } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PROBLEM_TYPES, SEVERITIES } from '../../../../domain/findings/finding.js';
import { MATCHED_BY } from '../../../../domain/findings/matching/matched-by.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { IsReadableText, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import type { BulkMark, UndoneMarks } from '../issues/bulk-mark.service.js';
import { FindingFilterDto } from './list-findings.dto.js';

const MAX_IDS = 1_000;
/** Findings that one request may mark by a filter. */
export const MAX_MARKED = 10_000;

const oneOrMore = (items: object) => ({
  oneOf: [items, { type: 'array', items, minItems: 1, maxItems: 100 }],
});
const TEXTS = oneOrMore({ type: 'string', minLength: 1 });
const TEXT = { type: 'string', minLength: 1 };
const FLAG = { type: 'boolean' };

/** The filter in a body: the query's words. */
const FILTER_FIELDS: Readonly<Record<keyof FindingFilterDto, object>> = {
  severity: oneOrMore({ type: 'string', enum: [...SEVERITIES] }),
  type: oneOrMore({ type: 'string', enum: [...PROBLEM_TYPES] }),
  tool: TEXTS,
  rule: TEXTS,
  matched_by: oneOrMore({ type: 'string', enum: [...MATCHED_BY] }),
  is_new: FLAG,
  is_fp: FLAG,
  is_accepted: FLAG,
  is_suppressed: FLAG,
  path: TEXT,
  owner: TEXTS,
  q: TEXT,
};

/** A field of the other way to say which problems are meant: by a scan, a filter and the number that it finds. */
const isByFilter = ({ issue_ids, scan_id, filter, expected_count }: BulkMarkDto): boolean =>
  [scan_id, filter, expected_count].some((field) => field !== undefined) || issue_ids === undefined;

const ByFilter = () => ValidateIf((body: BulkMarkDto) => isByFilter(body));

const IsWithoutIds = () =>
  ValidateBy({
    name: 'isWithoutIds',
    validator: {
      validate: (_, args) => (args!.object as BulkMarkDto).issue_ids === undefined,
      defaultMessage: () => 'must not be given with issue_ids',
    },
  });

const IsWithinOneRequest = () =>
  ValidateBy({
    name: 'isWithinOneRequest',
    validator: {
      validate: (count, args) => (args!.object as BulkMarkDto).async === true || !((count as number) > MAX_MARKED),
      defaultMessage: () => `must not be greater than ${MAX_MARKED} unless async is true`,
    },
  });

/** Without this, a misspelt condition would be dropped and more would be marked. */
const HasKnownConditionsAlone = () =>
  ValidateBy({
    name: 'hasKnownConditionsAlone',
    validator: {
      validate: (filter) =>
        !isPlainObject(filter) || Object.keys(filter).every((name) => Object.hasOwn(FILTER_FIELDS, name)),
      defaultMessage: () => `may only contain the conditions ${Object.keys(FILTER_FIELDS).join(', ')}`,
    },
  });

/** Booleans as a query spells them; what is neither a value nor a list is refused by the field. */
const toQuery = (filter: object): object =>
  Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? String(value) : (value as unknown),
    ]),
  );

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Marks many problems as false positives, or takes marks back: by their ids, or all that a filter finds in a scan. */
export class BulkMarkDto {
  /** Ids of problems. Omit `scan_id`, `filter` and `expected_count` with this field. */
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    minItems: 1,
    maxItems: MAX_IDS,
    required: false,
  })
  @ValidateIf((body: BulkMarkDto) => body.issue_ids !== undefined)
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  @Min(1, { each: true })
  @IsInt({ each: true })
  @ArrayMaxSize(MAX_IDS)
  @ArrayMinSize(1)
  @IsArray()
  issue_ids?: IssueId[];

  /** The scan whose findings the filter selects. */
  @ApiProperty({ type: 'integer', required: false })
  @ByFilter()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(1)
  @IsInt()
  @IsWithoutIds()
  scan_id?: ScanId;

  /**
   * Conditions as in the list of findings, each a value or a list. Without conditions, all findings of the scan match.
   */
  @ApiProperty({
    type: 'object',
    properties: FILTER_FIELDS,
    additionalProperties: false,
  })
  @ByFilter()
  @Transform(({ value }: TransformFnParams): unknown =>
    isPlainObject(value) ? plainToInstance(FindingFilterDto, toQuery(value)) : value,
  )
  @ValidateNested()
  @HasKnownConditionsAlone()
  @IsObject()
  @IsWithoutIds()
  filter?: FindingFilterDto;

  /**
   * Number of findings that the caller expects the filter to match. If it differs, nothing changes and the response is
   * 409. At most 10,000 unless `async` is true.
   */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  @ByFilter()
  @IsWithinOneRequest()
  @Min(0)
  @IsInt()
  @IsWithoutIds()
  expected_count?: number;

  @IsBoolean()
  is_fp!: boolean;

  /** True: a job marks them, with no limit on the number; the response is 202. */
  @MayBeLeftOut()
  @IsBoolean()
  async?: boolean;

  /** Reason. With `is_fp: true`, 1 to 2000 characters and not blank; otherwise ignored. */
  @ValidateIf(({ is_fp, reason }: BulkMarkDto) => is_fp || (reason != null && typeof reason !== 'string'))
  @IsReadableText(2000)
  reason?: string | null;
}

/** A problem that was not marked. */
export class RefusedIssueDto {
  issue_id!: number;
  /** `not_markable`: it is a directive, which is never a false positive. */
  code!: 'not_found' | 'not_markable';
}

/** Result of a bulk mark. */
export class BulkMarkedDto {
  /** Identifies the operation for undoing it; null if no mark changed. */
  operation_id!: string | null;
  /**
   * Number of problems that were marked or unmarked, or whose marks were confirmed for an edited line. An undo does not
   * change confirmed marks.
   */
  marked!: number;
  /** Number of problems that already had the requested state. */
  unchanged!: number;
  refused!: RefusedIssueDto[];
  /** Scans whose verdicts are stale now. */
  stale_scans!: number[];
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

/** A bulk mark that a job makes. */
export class BulkMarkStartedDto {
  /** Id of the job, for `GET /jobs/{id}`. */
  job_id!: number;
  /** Identifies the operation for undoing it. */
  operation_id!: string;
}

/** An undo of a bulk mark that a job makes. */
export class BulkMarkUndoStartedDto {
  /** Id of the job, for `GET /jobs/{id}`. */
  job_id!: number;
}

/** Result of the undo of a bulk mark. */
export class BulkMarkUndoneDto {
  operation_id!: string;
  /** Number of problems restored to their previous state. */
  undone!: number;
  /** Number of problems that were left unchanged because they have been marked or unmarked since. */
  unchanged!: number;
  /** Scans whose verdicts are stale now. */
  stale_scans!: number[];
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

export const toBulkMarkedDto = ({
  operationId,
  marked,
  unchanged,
  refused,
  staleScans,
  changes,
}: BulkMark): BulkMarkedDto => ({
  operation_id: operationId,
  ...{ marked, unchanged },
  refused: refused.map(({ issueId, code }) => ({ issue_id: issueId, code })),
  stale_scans: [...staleScans],
  changes_verdicts: changes,
});

export const toBulkMarkUndoneDto = (
  operationId: string,
  { undone, unchanged, staleScans, changes }: UndoneMarks,
): BulkMarkUndoneDto => ({
  operation_id: operationId,
  ...{ undone, unchanged },
  stale_scans: [...staleScans],
  changes_verdicts: changes,
});

import { IntersectionType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { FINDING_TYPES, type FindingType, SEVERITIES, type Severity } from '../../../../domain/findings/finding.js';
import type { FindingFilter } from '../../../../domain/findings/listing/finding-filter.js';
import { FINDING_SORTS, type FindingSort } from '../../../../domain/findings/listing/finding-orders.js';
import { type Grouping, GROUPINGS } from '../../../../domain/findings/listing/group-findings.js';
import { MATCHED_BY, type MatchedBy } from '../../../../domain/findings/matching/matched-by.js';
import { ownersMeant } from '../../../../domain/owners/owner-names.js';
import { type Caller, emailOf } from '../../../../platform/tenancy/caller.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryChoices,
  QueryText,
  QueryTexts,
} from '../../../../platform/validation/query-fields.js';

/** Parts that a list answers on request. */
const LIST_PARTS = ['facets', 'help'] as const;
/** Lists that are of another scan than the one that is read. */
const LISTED_CHANGES = ['no_longer_checked'] as const;
const LIST_FORMATS = ['json', 'csv'] as const;

const MAX_NAME = 200;
const MAX_RULE = 1_000;
const MAX_PATH = 4096;

/** Filter of a scan's findings. */
export class FindingFilterDto {
  /** Any of these severities. Repeat the parameter, or separate values with commas. */
  @IsOptional()
  @QueryChoices(SEVERITIES)
  severity?: Severity[];

  /** Any of these types. Repeat the parameter, or separate values with commas. */
  @IsOptional()
  @QueryChoices(FINDING_TYPES)
  type?: FindingType[];

  /** Any of these tools. Repeat the parameter for several. */
  @IsOptional()
  @QueryTexts(MAX_NAME)
  tool?: string[];

  /** Any of these rules. Repeat the parameter for several. */
  @IsOptional()
  @QueryTexts(MAX_RULE)
  rule?: string[];

  /** Inherited findings with any of this evidence. Repeat the parameter, or separate values with commas. */
  @IsOptional()
  @QueryChoices(MATCHED_BY)
  matched_by?: MatchedBy[];

  /** True: only findings that the change introduces. False: only inherited ones. */
  @IsOptional()
  @QueryBoolean()
  is_new?: boolean;

  /** True: only findings marked as false positives. False: only the others. */
  @IsOptional()
  @QueryBoolean()
  is_fp?: boolean;

  /** True: only findings of problems that are currently accepted. False: only the others. */
  @IsOptional()
  @QueryBoolean()
  is_accepted?: boolean;

  /** True: only findings suppressed in the tool itself. False: only the others. */
  @IsOptional()
  @QueryBoolean()
  is_suppressed?: boolean;

  /** A file, or a folder with everything below it. */
  @IsOptional()
  @QueryText(MAX_PATH)
  path?: string;

  /**
   * Any of these owners of the file. Repeat the parameter for several. `mine`: the caller's email address, or the part
   * before its `@` as a handle.
   */
  @IsOptional()
  @QueryTexts(MAX_NAME)
  owner?: string[];

  /** Text contained in the message, the rule or the path, ignoring case. */
  @IsOptional()
  @QueryText(MAX_NAME)
  q?: string;
}

/** Filter, order and page of a scan's findings. */
export class ListFindingsDto extends IntersectionType(PageQueryDto, FindingFilterDto) {
  /** `severity`: most severe first; `path`: by file and line; `newest`: last seen first. */
  @IsOptional()
  @QueryChoice(FINDING_SORTS)
  sort: FindingSort = 'severity';

  /**
   * `no_longer_checked`: findings of the base that are gone because the change stopped a tool from checking for them.
   */
  @IsOptional()
  @QueryChoice(LISTED_CHANGES)
  change?: (typeof LISTED_CHANGES)[number];

  /** Returns groups instead of findings, one for each rule or path, largest first. */
  @IsOptional()
  @QueryChoice(GROUPINGS)
  group_by?: Grouping;

  /** `csv`: a file of all matching findings, at most 100,000, instead of a page. */
  @IsOptional()
  @QueryChoice(LIST_FORMATS)
  format: (typeof LIST_FORMATS)[number] = 'json';

  /**
   * `facets`: also counts the findings by their facets, as `GET /scans/:id/findings/facets` does. `help`: also returns
   * the tools' descriptions of the rules. Repeat the parameter, or separate values with commas.
   */
  @IsOptional()
  @QueryChoices(LIST_PARTS)
  include?: (typeof LIST_PARTS)[number][];
}

export const toFindingFilter = (query: FindingFilterDto, caller: Caller): FindingFilter => ({
  severity: query.severity,
  type: query.type,
  tool: query.tool,
  rule: query.rule,
  matchedBy: query.matched_by,
  isNew: query.is_new,
  isFalsePositive: query.is_fp,
  isAccepted: query.is_accepted,
  isSuppressed: query.is_suppressed,
  path: query.path,
  owner: query.owner && ownersMeant(query.owner, emailOf(caller)),
  text: query.q,
});

import { IsOptional } from 'class-validator';
import { FINDING_TYPES, type FindingType, SEVERITIES, type Severity } from '../../../domain/findings/finding.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { QueryBoolean, QueryChoice, QueryText } from '../../../platform/validation/query-fields.js';
import { FINDING_SORTS, type FindingSort } from '../listing/finding-list.repository.js';

/** Filter, order and page of a scan's findings. */
export class ListFindingsDto extends PageQueryDto {
  @IsOptional()
  @QueryChoice(SEVERITIES)
  severity?: Severity;

  @IsOptional()
  @QueryChoice(FINDING_TYPES)
  type?: FindingType;

  @IsOptional()
  @QueryText(200)
  tool?: string;

  /** True: only findings that the change brings in. False: only inherited ones. */
  @IsOptional()
  @QueryBoolean()
  is_new?: boolean;

  /** True: only findings marked as false positives. False: only the others. */
  @IsOptional()
  @QueryBoolean()
  is_fp?: boolean;

  /** True: only findings that the tool's own user suppressed. False: only the others. */
  @IsOptional()
  @QueryBoolean()
  is_suppressed?: boolean;

  /** A file, or a folder with everything below it. */
  @IsOptional()
  @QueryText(4096)
  path?: string;

  /** `severity`: worst first; `path`: by file and line; `newest`: last seen first. */
  @IsOptional()
  @QueryChoice(FINDING_SORTS)
  sort: FindingSort = 'severity';
}

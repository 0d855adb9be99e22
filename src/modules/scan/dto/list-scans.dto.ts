import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../domain/ids.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { QueryChoice, QueryId, QueryText } from '../../../platform/validation/query-fields.js';
import type { ScanState } from '../scan.js';

/** Which scans to list. */
export class ListScansDto extends PageQueryDto {
  /** Scans of this repository. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Scans of this branch. */
  @IsOptional()
  @QueryText(500)
  branch?: string;

  /** Scans of this pull request. */
  @IsOptional()
  @QueryId()
  pr_number?: number;

  /** Scans in this state. */
  @IsOptional()
  @QueryChoice(['pending', 'completed', 'failed'])
  status?: ScanState;
}

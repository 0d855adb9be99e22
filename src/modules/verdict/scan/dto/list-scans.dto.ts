import { IsOptional } from 'class-validator';
import { type Direction, DIRECTIONS } from '../../../../domain/gate/direction.js';
import type { RepoId } from '../../../../domain/ids.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryCommit,
  QueryId,
  QueryInstant,
  QueryLastInstant,
  QueryText,
} from '../../../../platform/validation/query-fields.js';
import type { ScanState } from '../scan.js';
import { LISTED_GATE_STATUSES, type ListedGateStatus } from '../scan-filter.js';

/** Filter and page of scans. */
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

  /** Scans of the repository with this name. */
  @IsOptional()
  @QueryText(200)
  repo?: string;

  /** Scans of this commit, which may be abbreviated. */
  @IsOptional()
  @QueryCommit()
  commit_sha?: string;

  /**
   * True: omits scans, such as those of an agent's key, if their pull request shows the scan of a more trusted caller
   * instead.
   */
  @IsOptional()
  @QueryBoolean()
  shown?: boolean;

  /** Scans with this gate status; `failed` includes scans that timed out. */
  @IsOptional()
  @QueryChoice(LISTED_GATE_STATUSES)
  gate_status?: ListedGateStatus;

  /** Scans with this direction; `degrading`: scans that passed and are degrading, as in the overview. */
  @IsOptional()
  @QueryChoice(DIRECTIONS)
  direction?: Direction;

  /** Scans that started at or after this time; a date means its start in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Scans that started at or before this time; a date means its end in UTC. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;
}

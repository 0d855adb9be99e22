import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../domain/ids.js';
import { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { QueryId } from '../../../platform/validation/query-fields.js';

/** The configuration that is meant: the organization's, or that of one repository. */
export class GateConfigQueryDto {
  /** One repository; without it the organization. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;
}

/** The repository whose configuration goes. */
export class RemoveGateConfigQueryDto {
  /** The organization's configuration cannot be removed. */
  @QueryId()
  repo_id!: RepoId;
}

/** A page of revisions, of the organization or of one repository. */
export class GateConfigRevisionsQueryDto extends PageQueryDto {
  /** One repository; without it the organization. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;
}

import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryId } from '../../../../platform/validation/query-fields.js';

/** Choice of a configuration: the organization's, or that of one repository. */
export class GateConfigQueryDto {
  /** Id of a repository. Default: the configuration of the organization. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;
}

/** The repository whose configuration is removed. */
export class RemoveGateConfigQueryDto {
  /** Id of a repository; the organization's configuration cannot be removed. */
  @QueryId()
  repo_id!: RepoId;
}

/** A page of revisions, of the organization or of one repository. */
export class GateConfigRevisionsQueryDto extends PageQueryDto {
  /** Id of a repository. Default: the revisions of the organization. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;
}

import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import type { ForgeId } from '../../../../domain/ids.js';
import { FORGE_ERRORS, type ForgeError } from '../../../../domain/reporting/judge-answer.js';
import { HasNoControls, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import type { RepoForge } from '../repo-forge.repository.js';
import type { ShownLink } from '../repo-forge.service.js';
import { ForgeReportDto, ForgeReportOptionsDto, IsContext } from './connection.dto.js';

/** A repository's place at a forge. */
export class SetRepoForgeDto {
  /** Id of the connection. */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  @ApiProperty({ type: 'integer' })
  forge_id!: ForgeId;

  /** The repository as the forge names it. @example acme/web */
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  project!: string;

  /** Name of the status here; null, the default: that of the connection. */
  @IsOptional()
  @IsString()
  @IsContext()
  context?: string | null;

  /** Parts whose setting differs from that of the connection. */
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => ForgeReportOptionsDto)
  report?: ForgeReportOptionsDto;
}

/** Where verdicts of a repository are shown; all null where they are not. */
export class RepoForgeDto {
  forge_id!: number | null;
  project!: string | null;
  /** Id of the repository at the forge, which does not change when it is renamed; null until the forge is queried. */
  project_id!: string | null;
  /** Name of the status. */
  context!: string | null;
  report!: ForgeReportDto | null;
  /** True if the connection was chosen by the repository's address or name. */
  guessed!: boolean;
  /** Only in the response to a change: reason why the forge did not confirm the repository. */
  @ApiProperty({ enum: FORGE_ERRORS, nullable: true })
  problem!: ForgeError | null;
}

/** A repository that a connection shows verdicts of. */
export class ForgeRepoDto {
  repo_id!: number;
  /** The repository as the forge names it. @example acme/web */
  project!: string;
  /** Id of the repository at the forge, which does not change when it is renamed; null until the forge is queried. */
  project_id!: string | null;
  /** True if the connection was chosen by the repository's address or name. */
  guessed!: boolean;
}

/** A page of repositories at a forge, the newest first. */
export class ForgeRepoListDto {
  repos!: ForgeRepoDto[];
  next_cursor!: string | null;
}

export const toForgeRepoDto = ({ repoId, project, projectId, isGuessed }: RepoForge): ForgeRepoDto => ({
  repo_id: repoId,
  project: project!,
  project_id: projectId,
  guessed: isGuessed,
});

export const toRepoForgeDto = ({ link, connection }: ShownLink, problem: ForgeError | null = null): RepoForgeDto => ({
  forge_id: connection?.id ?? null,
  project: link?.project ?? null,
  project_id: link?.projectId ?? null,
  context: connection && (link?.context ?? connection.context),
  report: connection && { ...connection.report, ...link?.report },
  guessed: link?.isGuessed ?? false,
  problem,
});

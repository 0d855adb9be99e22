import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { SOURCE_EXCERPTS, type SourceExcerpts } from '../../../../domain/source/source-switch.js';
import { HasNoControls, IsName, IsWebAddress, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { forgeOf, MAX_ALIASES, type Repo } from '../repo.js';
import type { UpdatedRepo } from '../source-switch.events.js';
import { ForgeDto, ForgeLinksDto, SetForgeDto, toForgeDto, toForgeLinksDto } from './forge.dto.js';

/** A repository to create. */
export class CreateRepoDto {
  /** Unique in its organization, e.g. `acme/web`. */
  @IsName(200)
  name!: string;

  /** The branch whose findings are the baseline. Default: `main`. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  default_branch?: string | null;

  /** Web address of the repository. */
  @IsOptional()
  @MaxLength(2000)
  @IsWebAddress()
  url?: string | null;
}

/** Changes to a repository; omitted fields keep their values. */
export class UpdateRepoDto {
  @MayBeLeftOut()
  @IsName(200)
  name?: string;

  /**
   * Other names under which scans and lists find it. Replaces the whole list. Default: unchanged, plus the old name if
   * `name` changes it.
   */
  @MayBeLeftOut()
  @HasNoControls({ each: true })
  @Matches(/\S/, { each: true, message: 'must not be blank' })
  @Length(1, 200, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(MAX_ALIASES)
  @IsArray()
  aliases?: string[];

  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  default_branch?: string;

  /**
   * Other branches whose scans are baseline scans, like those of the default branch. `*` matches any text within a
   * segment, `**` any segments. Replaces the whole list.
   */
  @MayBeLeftOut()
  @HasNoControls({ each: true })
  @Length(1, 200, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(50)
  @IsArray()
  baseline_branches?: string[];

  /** Web address of the repository; null removes it. */
  @IsOptional()
  @MaxLength(2000)
  @IsWebAddress()
  url?: string | null;

  /** Null: guessed from `url`. */
  @IsOptional()
  @ValidateNested()
  @Type(() => SetForgeDto)
  forge?: SetForgeDto | null;

  /** Source text stored for its scans: none, the lines around findings, or whole files. */
  @MayBeLeftOut()
  @IsIn(SOURCE_EXCERPTS)
  source_excerpts?: SourceExcerpts;

  /** False: `qgate` sends only whether a directive that silences a tool has a reason, not the reason itself. */
  @MayBeLeftOut()
  @IsBoolean()
  suppression_reasons?: boolean;
}

/** A repository. */
export class RepoDto {
  id!: number;
  name!: string;
  /** Other names under which scans and lists find it, newest first. @example ["acme/site"] */
  aliases!: string[];
  default_branch!: string;
  /** @example ["release/*"] */
  baseline_branches!: string[];
  url!: string | null;
  forge!: ForgeDto;
  /** Null if the forge is unknown. */
  links!: ForgeLinksDto | null;
  /** Source text stored for its scans. */
  source_excerpts!: SourceExcerpts;
  /** True if `qgate` sends the reasons for directives that silence tools. */
  suppression_reasons!: boolean;
  created_at!: string;
}

/** Stored source text that a lower choice no longer allows. */
export class SourceDeletionDto {
  files!: number;
  bytes!: number;
  /** Time by which it is deleted. It can no longer be read. */
  until!: string;
}

/** A repository after a change. */
export class UpdatedRepoDto extends RepoDto {
  /** Present if the change allows less source text. */
  source_deletion?: SourceDeletionDto;
}

/** A page of repositories. */
export class RepoListDto {
  repos!: RepoDto[];
  next_cursor!: string | null;
}

export const toRepoDto = (repo: Repo): RepoDto => ({
  id: repo.id,
  name: repo.name,
  aliases: [...repo.aliases],
  default_branch: repo.defaultBranch,
  baseline_branches: [...repo.baselineBranches],
  url: repo.url,
  forge: toForgeDto(forgeOf(repo)),
  links: toForgeLinksDto(forgeOf(repo)),
  source_excerpts: repo.sourceExcerpts,
  suppression_reasons: repo.suppressionReasons,
  created_at: repo.createdAt.toISOString(),
});

export const toUpdatedRepoDto = ({ repo, sourceDeletion }: UpdatedRepo): UpdatedRepoDto => ({
  ...toRepoDto(repo),
  ...(sourceDeletion && { source_deletion: { ...sourceDeletion, until: sourceDeletion.until.toISOString() } }),
});

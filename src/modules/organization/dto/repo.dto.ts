import { ArrayMaxSize, IsArray, IsOptional, IsString, Length, MaxLength, ValidateBy } from 'class-validator';
import { HasNoControls, IsName, MayBeLeftOut } from '../../../platform/validation/body-fields.js';
import type { Repo } from '../repo.js';

/** A link for people to follow: nothing that a page could be made to run. */
const IsWebAddress = () =>
  ValidateBy({
    name: 'isWebAddress',
    validator: {
      validate: (value) =>
        typeof value === 'string' && URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol),
      defaultMessage: () => 'must be a URL that begins with https:// or http://',
    },
  });

/** A new repository. */
export class CreateRepoDto {
  /** Unique in its organization, e.g. `acme/web`. */
  @IsName(200)
  name!: string;

  /** The branch whose findings are the baseline; `main` when left out. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  default_branch?: string | null;

  /** Where people find it. */
  @IsOptional()
  @MaxLength(2000)
  @IsWebAddress()
  url?: string | null;
}

/** What to change of a repository; what is left out stays. */
export class UpdateRepoDto {
  @MayBeLeftOut()
  @IsName(200)
  name?: string;

  @MayBeLeftOut()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  default_branch?: string;

  /**
   * Branches whose scans are baseline scans as those of the default branch are: `*` stands for anything within a segment,
   * `**` for any segments. What they replace is gone.
   */
  @MayBeLeftOut()
  @HasNoControls({ each: true })
  @Length(1, 200, { each: true })
  @IsString({ each: true })
  @ArrayMaxSize(50)
  @IsArray()
  baseline_branches?: string[];

  /** Null takes it away. */
  @IsOptional()
  @MaxLength(2000)
  @IsWebAddress()
  url?: string | null;
}

/** A repository. */
export class RepoDto {
  id!: number;
  name!: string;
  default_branch!: string;
  /** @example ["release/*"] */
  baseline_branches!: string[];
  url!: string | null;
  created_at!: string;
}

/** A page of repositories. */
export class RepoListDto {
  repos!: RepoDto[];
  next_cursor!: string | null;
}

export const toRepoDto = (repo: Repo): RepoDto => ({
  id: repo.id,
  name: repo.name,
  default_branch: repo.defaultBranch,
  baseline_branches: [...repo.baselineBranches],
  url: repo.url,
  created_at: repo.createdAt.toISOString(),
});

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { HasNoControls, IsWebAddress } from '../../../../platform/validation/body-fields.js';

const MAX_ID = Number.MAX_SAFE_INTEGER;

const ANCESTOR = /^[0-9a-fA-F]{7,64}$/;
const ANCESTOR_EXPECTED = 'must be a commit hash of 7 to 64 hex digits';

/** Requires a repository's id or its name, and not both. */
const NamesRepositoryOnce = (): PropertyDecorator =>
  ValidateBy({
    name: 'namesRepositoryOnce',
    validator: {
      validate: (_id, { object } = {} as ValidationArguments) => {
        const { repo_id, repo } = object as CreateScanDto;
        return (repo_id == null) !== (repo == null);
      },
      defaultMessage: () => 'name the repository with either repo_id or repo',
    },
  });

/** The change that a merge queue is about to merge. */
export class MergeGroupDto {
  /** Numbers of its pull requests. */
  @IsArray({ message: 'must be a list of pull request numbers; send [] if they are not known' })
  @ArrayMaxSize(100)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(MAX_ID, { each: true })
  pr_numbers!: number[];

  /** The target branch of the group. Default: the default branch. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  target_branch?: string | null;

  /** The commit of that branch that the group is based on. */
  @IsOptional()
  @IsString()
  @Matches(ANCESTOR, { message: ANCESTOR_EXPECTED })
  base_sha?: string | null;
}

/** Requires that a scan of a merge group is of no pull request. */
const IsOfNoPullRequest = (): PropertyDecorator =>
  ValidateBy({
    name: 'isOfNoPullRequest',
    validator: {
      validate: (_group, { object } = {} as ValidationArguments) => (object as CreateScanDto).pr_number == null,
      defaultMessage: () => 'omit pr_number, because a merge group is not a single pull request',
    },
  });

/** A scan to start: its repository (one of `repo_id` and `repo`), branch and change. */
export class CreateScanDto {
  /** The repository's id. */
  @ValidateIf(({ repo_id, repo }: CreateScanDto) => repo_id != null || repo == null)
  @NamesRepositoryOnce()
  @IsInt()
  @Min(1)
  @Max(MAX_ID)
  repo_id?: RepoId | null;

  /**
   * The repository's name, e.g. `acme/web`. The repository is created if it does not exist and the caller may create
   * it.
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @HasNoControls()
  repo?: string | null;

  /** The default branch of a repository that this request creates by naming it. Default: `main`. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  default_branch?: string | null;

  /** The branch that was scanned. */
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  branch!: string;

  /** The commit that was scanned. */
  @IsOptional()
  @IsString()
  @Matches(/^[0-9a-fA-F]{4,64}$/, { message: 'must be a commit hash of 4 to 64 hex digits' })
  commit_sha?: string | null;

  /** First line of the commit's message, for the history. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @HasNoControls()
  commit_title?: string | null;

  /** Name of the commit's author, for the history. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @HasNoControls()
  commit_author?: string | null;

  /**
   * Email address of the commit's author. It is stored as a keyed hash, which lets people find their own changes, and
   * is never returned.
   */
  @IsOptional()
  @IsString()
  @Length(1, 320)
  @HasNoControls()
  author_email?: string | null;

  /** Account of the change's author at the forge. It is stored and used like `author_email`. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @HasNoControls()
  author_login?: string | null;

  /** Full hashes of other commits on which forges show the verdict, such as the merge commit that CI runs on. */
  @IsOptional()
  @Matches(/^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/, { each: true, message: 'must each be a full commit hash' })
  @ArrayMaxSize(3)
  @IsArray()
  extra_shas?: string[] | null;

  /** The pull request (GitLab: merge request) that the commit belongs to. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_ID)
  pr_number?: number | null;

  /** Title of the pull request. Default: the title from an earlier scan. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @HasNoControls()
  title?: string | null;

  /** Author of the pull request. Default: the author from an earlier scan. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @HasNoControls()
  author?: string | null;

  /** Web address of the pull request. Default: the address from an earlier scan. */
  @IsOptional()
  @MaxLength(500)
  @IsWebAddress()
  pr_url?: string | null;

  /** The target branch of the change. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  @HasNoControls()
  base_branch?: string | null;

  /** The merge base: the commit that the change and its target have in common. */
  @IsOptional()
  @IsString()
  @Matches(ANCESTOR, { message: ANCESTOR_EXPECTED })
  base_sha?: string | null;

  /** First-parent ancestors of the merge base, newest first. */
  @IsOptional()
  @Matches(ANCESTOR, { each: true, message: `must each be ${ANCESTOR_EXPECTED.slice('must be '.length)}` })
  @ArrayMaxSize(500)
  @IsArray()
  base_commits?: string[] | null;

  /** The group of a merge queue whose commit was scanned. It takes precedence over `base_branch` and `base_sha`. */
  @IsOptional()
  @IsOfNoPullRequest()
  @IsObject()
  @ValidateNested()
  @Type(() => MergeGroupDto)
  merge_group?: MergeGroupDto | null;

  /** Full hash of the git tree that analyzers and tests read. Omit it if tracked files are modified. */
  @IsOptional()
  @IsString()
  @Matches(/^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/, { message: 'must be the full hash of a tree' })
  tree_sha?: string | null;

  /**
   * Digest of the versions and the configuration of the tools that ran on the tree. Scans with equal trees and equal
   * digests are interchangeable.
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @HasNoControls()
  run_digest?: string | null;

  /** Number of reports to expect. Completion waits for them until the deadline; missing reports then fail the gate. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  expected_uploads?: number | null;

  /**
   * Names of the reports to expect. Reports missing when the scan is completed fail the gate. A name is the name of a
   * tool, `coverage`, `tests`, or the `upload_key` of a coverage or test report.
   */
  @IsOptional()
  @Length(1, 200, { each: true })
  @HasNoControls({ each: true })
  @IsString({ each: true })
  @ArrayMaxSize(100)
  @IsArray()
  expected_reports?: string[] | null;

  /**
   * Key of the request. Repeating the request with the same key and caller returns the scan that the first one created.
   * A different repository, branch, commit or pull request returns 409 `idempotency_key_reused`.
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @HasNoControls()
  idempotency_key?: string | null;
}

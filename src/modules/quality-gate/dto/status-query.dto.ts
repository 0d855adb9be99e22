import { IsOptional } from 'class-validator';
import { QueryCommit, QueryInteger, QueryText } from '../../../platform/validation/query-fields.js';

export const MAX_WAIT_SECONDS = 30;

/** How long to wait for a verdict. */
export class StatusQueryDto {
  /** Seconds to wait for the verdict; the answer comes as soon as it exists. */
  @IsOptional()
  @QueryInteger(0, MAX_WAIT_SECONDS)
  wait = 0;
}

/** The commit whose verdict is asked for. */
export class CommitStatusQueryDto {
  /** The repository's name. */
  @QueryText(200)
  repo!: string;

  /** The commit, or an abbreviation that stands for one alone. */
  @QueryCommit()
  commit_sha!: string;
}

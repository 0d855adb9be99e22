import { IsOptional } from 'class-validator';
import { QueryCommit, QueryInteger, QueryText } from '../../../../platform/validation/query-fields.js';

export const MAX_WAIT_SECONDS = 30;

/** Wait time for a verdict. */
export class StatusQueryDto {
  /** Seconds to wait for the verdict; the response is sent as soon as there is one. */
  @IsOptional()
  @QueryInteger(0, MAX_WAIT_SECONDS)
  wait = 0;
}

/** The commit of the verdict. */
export class CommitStatusQueryDto {
  /** The repository's name. */
  @QueryText(200)
  repo!: string;

  /** The commit, or an abbreviation that matches only one. */
  @QueryCommit()
  commit_sha!: string;
}

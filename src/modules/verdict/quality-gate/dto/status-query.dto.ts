import { IsOptional } from 'class-validator';
import { QueryCommit, QueryInteger, QueryText } from '../../../../platform/validation/query-fields.js';

export const MAX_WAIT_SECONDS = 30;

/** Wait time for a verdict. */
export class StatusQueryDto {
  /** Seconds to wait for the verdict. The response is sent as soon as the verdict exists. */
  @IsOptional()
  @QueryInteger(0, MAX_WAIT_SECONDS)
  wait = 0;
}

/** The commit of the verdict. */
export class CommitStatusQueryDto {
  /** The repository's name. */
  @QueryText(200)
  repo!: string;

  /** The hash of the commit, or a unique prefix of it. */
  @QueryCommit()
  commit_sha!: string;
}

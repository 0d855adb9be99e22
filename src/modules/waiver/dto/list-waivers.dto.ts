import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../domain/ids.js';
import { MAX_PAGE } from '../../../platform/validation/page-query.dto.js';
import { QueryBoolean, QueryId, QueryInteger, QueryText } from '../../../platform/validation/query-fields.js';

/** Which waivers to list; without filters those in force. */
export class ListWaiversDto {
  /** Also those that have expired. */
  @IsOptional()
  @QueryBoolean()
  include_expired = false;

  /** Also those that were revoked. */
  @IsOptional()
  @QueryBoolean()
  include_revoked = false;

  /** The waivers of this repository and of its pull requests. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** How many a page holds; left out, all of them come at once. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

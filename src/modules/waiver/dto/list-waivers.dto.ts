import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../domain/ids.js';
import { MAX_PAGE } from '../../../platform/validation/page-query.dto.js';
import { QueryBoolean, QueryId, QueryInteger, QueryText } from '../../../platform/validation/query-fields.js';

/** Filter and page of waivers; without filters, those in force. */
export class ListWaiversDto {
  /** Includes expired waivers. */
  @IsOptional()
  @QueryBoolean()
  include_expired = false;

  /** Includes revoked waivers. */
  @IsOptional()
  @QueryBoolean()
  include_revoked = false;

  /** The waivers of this repository and of its pull requests. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Waivers per page. Default: all of them in one page. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

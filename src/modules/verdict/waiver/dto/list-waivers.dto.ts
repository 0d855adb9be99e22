import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { MAX_PAGE } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryId,
  QueryInteger,
  QueryText,
} from '../../../../platform/validation/query-fields.js';

export const LISTED_STATES = ['in_force', 'ending_soon', 'unused', 'requested'] as const;
export type ListedState = (typeof LISTED_STATES)[number];

/** Filter and page of waivers; without filters, those in force. */
export class ListWaiversDto {
  /**
   * `in_force`: waivers in force; `ending_soon`: those that end within 14 days; `unused`: those created at least 14
   * days ago and never used; `requested`: open requests, in `requests`. Expired and revoked waivers are always omitted.
   */
  @IsOptional()
  @QueryChoice(LISTED_STATES)
  state?: ListedState;

  /** Includes expired waivers. */
  @IsOptional()
  @QueryBoolean()
  include_expired = false;

  /** Includes revoked waivers. */
  @IsOptional()
  @QueryBoolean()
  include_revoked = false;

  /** Adds the open requests and the newest 50 decided ones. */
  @IsOptional()
  @QueryBoolean()
  include_requests = false;

  /** Only waivers of this repository and its pull requests. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Entries per page. Default: all of them in one page. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

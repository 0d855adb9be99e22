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
   * Waivers in force; of them those that end within 14 days (`ending_soon`), or that were made 14 days ago or earlier and never used
   * (`unused`). `requested`: open requests, in `requests`. Expired and revoked ones are left out, whatever is included.
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

  /** Adds the open requests and the newest 50 that are decided, so that one answer is all that a page of waivers shows. */
  @IsOptional()
  @QueryBoolean()
  include_requests = false;

  /** The waivers of this repository and of its pull requests. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Entries per page. Default: all of them in one page. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}
